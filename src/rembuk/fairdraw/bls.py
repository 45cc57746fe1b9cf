"""BLS signatures on the curve BLS12-381, checked with the standard library of Python 3.8 or later alone.

Written to be read beside RFC 9380 (hashing to the curve) and the IETF draft on BLS signatures, not to be fast: about
a second. It only checks what is public, so it needs no protection against timing, and it can sign nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB  # the field
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001  # the order of both groups
X = 0xD201000000010000  # the curve's parameter, without its sign
DST = "BLS_SIG_BLS12381G{}_XMD:SHA-256_SSWU_RO_NUL_"


class Field:
    """A number real + imaginary * i with i * i = -1, modulo P. The plain field has no imaginary parts."""

    __slots__ = ("imaginary", "real")

    def __init__(self, real: int, imaginary: int = 0) -> None:
        self.real = real % P
        self.imaginary = imaginary % P

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and (self.real, self.imaginary) == (other.real, other.imaginary)

    def __add__(self, other: Field) -> Field:
        return Field(self.real + other.real, self.imaginary + other.imaginary)

    def __sub__(self, other: Field) -> Field:
        return Field(self.real - other.real, self.imaginary - other.imaginary)

    def __neg__(self) -> Field:
        return Field(-self.real, -self.imaginary)

    def __mul__(self, other: Field) -> Field:
        a, b, c, d = self.real, self.imaginary, other.real, other.imaginary
        return Field(a * c - b * d, a * d + b * c)

    def inverse(self) -> Field:
        norm = pow(self.real * self.real + self.imaginary * self.imaginary, -1, P)
        return Field(self.real * norm, -self.imaginary * norm)

    def sign(self) -> int:
        """sgn0 of RFC 9380, section 4.1."""
        return (self.real or self.imaginary) & 1

    def is_large(self) -> bool:
        """Whether this is the larger one of itself and its negative: the sign bit of a compressed point."""
        return (self.imaginary or self.real) > P // 2


ZERO, ONE = Field(0), Field(1)
if TYPE_CHECKING:  # Python 3.8 could not evaluate these
    Affine = tuple[Field, Field]
    Point = Affine | None  # None is the point at infinity
    Dozen = list[int]


def root_of_integer(number: int) -> int | None:
    root = pow(number, (P + 1) // 4, P)  # P is 3 modulo 4
    return root if root * root % P == number % P else None


def square_root(value: Field, degree: int) -> Field | None:
    """A square root, with an imaginary part when `degree` is 2; None when there is none."""
    if value.imaginary == 0:
        root = root_of_integer(value.real)
        if root is None and degree == 2:
            return Field(0, root_of_integer(-value.real) or 0)
        return None if root is None else Field(root)
    norm = root_of_integer(value.real**2 + value.imaginary**2)
    if norm is None:
        return None
    half = (P + 1) // 2  # one half, modulo P
    for candidate in (norm, -norm):
        real = root_of_integer((value.real + candidate) * half)
        if real:
            return Field(real, value.imaginary * half * pow(real, -1, P))
    return None


class Group(NamedTuple):
    """What differs between G1 and G2: the curve y^2 = x^3 + b, and how a hash becomes one of its points.

    `a`, `c`, `z` belong to the helper curve y^2 = x^3 + a x + c (RFC 9380, section 8.8); `isogeny` leads from it here.
    """

    degree: int  # of the coordinates' field: 1 without, 2 with imaginary parts
    b: Field
    a: Field
    c: Field
    z: Field
    cofactor: int  # what takes any point of the curve into the group: h_eff of RFC 9380
    isogeny: list[list[Field]]


def add(one: Point, two: Point, a: Field = ZERO) -> Point:
    """The sum of two points of y^2 = x^3 + a x + b, whichever b."""
    if one is None or two is None:
        return two if one is None else one
    if one[0] == two[0] and one[1] == -two[1]:
        return None
    return through(one, two, slope(one, two, a))


def slope(one: Affine, two: Affine, a: Field = ZERO) -> Field:
    if one == two:
        return (Field(3) * one[0] * one[0] + a) * (one[1] + one[1]).inverse()
    return (two[1] - one[1]) * (two[0] - one[0]).inverse()


def through(one: Affine, two: Affine, incline: Field) -> Affine:
    x = incline * incline - one[0] - two[0]
    return x, incline * (one[0] - x) - one[1]


def times(point: Point, factor: int) -> Point:
    total: Point = None
    for bit in bin(factor)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def decompress(group: Group, data: bytes) -> Affine:
    """A point from its compressed form (Zcash's), on the curve and in the group that signs. Raises ValueError."""
    if len(data) != 48 * group.degree or data[0] >> 6 != 0b10:
        raise ValueError("not a compressed point")
    numbers = [int.from_bytes(data[start : start + 48], "big") for start in range(0, len(data), 48)]
    numbers[0] &= (1 << 381) - 1
    x = Field(*reversed(numbers))
    y = square_root(x * x * x + group.b, group.degree)
    if y is None or max(numbers) >= P:
        raise ValueError("not on the curve")
    point = (x, y if y.is_large() == bool(data[0] & 0x20) else -y)
    if times(point, R) is None:
        return point
    raise ValueError("not in the group")


# Hashing to the curve: RFC 9380, sections 5.2, 5.3.1, 6.6.2 and 3


def expand(message: bytes, domain: bytes, length: int) -> bytes:
    suffix = domain + bytes([len(domain)])
    first = hashlib.sha256(bytes(64) + message + length.to_bytes(2, "big") + b"\x00" + suffix).digest()
    block, output = bytes(32), b""
    for index in range(1, length // 32 + 1):
        mixed = bytes(left ^ right for left, right in zip(first, block))  # noqa: B905 - Python 3.8
        block = hashlib.sha256(mixed + bytes([index]) + suffix).digest()
        output += block
    return output


def hash_to_curve(group: Group, message: bytes) -> Affine:
    size = 64 * group.degree
    uniform = expand(message, DST.format(group.degree).encode(), 2 * size)
    numbers = [int.from_bytes(uniform[start : start + 64], "big") for start in range(0, 2 * size, 64)]
    first, second = Field(*numbers[: group.degree]), Field(*numbers[group.degree :])
    total = add(map_to_curve(group, first), map_to_curve(group, second))
    point = times(total, group.cofactor)
    if point is None:
        raise ValueError("the hash is the point at infinity")  # less likely than any guess at a key
    return point


def map_to_curve(group: Group, u: Field) -> Point:
    """The simplified SWU map to the helper curve, then the isogeny to the curve itself."""
    zu2 = group.z * u * u
    denominator = zu2 * zu2 + zu2
    if denominator == ZERO:
        x = group.c * (group.z * group.a).inverse()
    else:
        x = -group.c * group.a.inverse() * (ONE + denominator.inverse())
    y = square_root(x * x * x + group.a * x + group.c, group.degree)
    if y is None:
        x = zu2 * x
        y = square_root(x * x * x + group.a * x + group.c, group.degree)
    if y is None:
        raise ValueError("one of both is always a square")
    if y.sign() != u.sign():
        y = -y
    x_over, x_under, y_over, y_under = (polynomial(row, x) for row in group.isogeny)
    if x_under == ZERO or y_under == ZERO:
        return None
    return x_over * x_under.inverse(), y * y_over * y_under.inverse()


def polynomial(coefficients: list[Field], x: Field) -> Field:
    value = ZERO
    for coefficient in reversed(coefficients):
        value = value * x + coefficient
    return value


# The pairing. Its values are polynomials in w of degree 11, modulo w^12 - 2 w^6 + 2; i is w^6 - 1.


def multiply(one: Dozen, two: Dozen) -> Dozen:
    raw = [0] * 23
    for i, left in enumerate(one):
        if left:
            for j, right in enumerate(two):
                raw[i + j] += left * right
    for power in range(22, 11, -1):
        raw[power - 6] += 2 * raw[power]
        raw[power - 12] -= 2 * raw[power]
    return [number % P for number in raw[:12]]


def line(at: Affine, incline: Field, point: Affine) -> Dozen:
    """The line through `at` on the twisted curve, untwisted (x / w^2, y / w^3), at `point` of G1, times w^3."""
    value = [0] * 12
    constant, slanted = incline * at[0] - at[1], -incline * point[0]
    for power, field in ((0, constant), (2, slanted), (3, point[1])):
        value[power] += field.real - field.imaginary
        value[power + 6] += field.imaginary
    return value


def miller(point: Affine, twisted: Affine) -> Dozen:
    """Miller's loop over |x|: the pairing of G1's `point` and G2's `twisted`, but for the final power and the sign."""
    value, at = [1] + [0] * 11, twisted
    for bit in bin(X)[3:]:
        incline = slope(at, at)
        value = multiply(multiply(value, value), line(at, incline, point))
        at = through(at, at, incline)
        if bit == "1":
            incline = slope(at, twisted)
            value = multiply(value, line(at, incline, point))
            at = through(at, twisted, incline)
    return value


def pairs_cancel(first: tuple[Affine, Affine], second: tuple[Affine, Affine]) -> bool:
    """Whether e(first) * e(second) = 1; each is a point of G1 and a point of G2."""
    product = multiply(miller(*first), miller(*second))
    value = product
    for bit in bin((P**12 - 1) // R)[3:]:
        value = multiply(value, value)
        if bit == "1":
            value = multiply(value, product)
    return value == [1] + [0] * 11


def verify_g1(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Signatures in G1, keys in G2 (drand's quicknet). Raises ValueError when either is not a point of its group."""
    signed, key = decompress(G1, signature), decompress(G2, public_key)
    return pairs_cancel((hash_to_curve(G1, message), key), ((signed[0], -signed[1]), decompress(G2, GENERATOR_G2)))


def verify_g2(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Signatures in G2, keys in G1 (drand's default chain). Raises ValueError as above."""
    signed, key, generator = decompress(G2, signature), decompress(G1, public_key), decompress(G1, GENERATOR_G1)
    return pairs_cancel((key, hash_to_curve(G2, message)), ((generator[0], -generator[1]), signed))


GENERATOR_G1 = bytes.fromhex(
    "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
)
GENERATOR_G2 = bytes.fromhex(
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)

# RFC 9380, appendix E.2: the numerator and denominator of x, then of y; lowest power first
ISOGENY_G1 = (
    (
        0x11A05F2B1E833340B809101DD99815856B303E88A2D7005FF2627B56CDB4E2C85610C2D5F2E62D6EAEAC1662734649B7,
        0x17294ED3E943AB2F0588BAB22147A81C7C17E75B2F6A8417F565E33C70D1E86B4838F2A6F318C356E834EEF1B3CB83BB,
        0xD54005DB97678EC1D1048C5D10A9A1BCE032473295983E56878E501EC68E25C958C3E3D2A09729FE0179F9DAC9EDCB0,
        0x1778E7166FCC6DB74E0609D307E55412D7F5E4656A8DBF25F1B33289F1B330835336E25CE3107193C5B388641D9B6861,
        0xE99726A3199F4436642B4B3E4118E5499DB995A1257FB3F086EEB65982FAC18985A286F301E77C451154CE9AC8895D9,
        0x1630C3250D7313FF01D1201BF7A74AB5DB3CB17DD952799B9ED3AB9097E68F90A0870D2DCAE73D19CD13C1C66F652983,
        0xD6ED6553FE44D296A3726C38AE652BFB11586264F0F8CE19008E218F9C86B2A8DA25128C1052ECADDD7F225A139ED84,
        0x17B81E7701ABDBE2E8743884D1117E53356DE5AB275B4DB1A682C62EF0F2753339B7C8F8C8F475AF9CCB5618E3F0C88E,
        0x80D3CF1F9A78FC47B90B33563BE990DC43B756CE79F5574A2C596C928C5D1DE4FA295F296B74E956D71986A8497E317,
        0x169B1F8E1BCFA7C42E0C37515D138F22DD2ECB803A0C5C99676314BAF4BB1B7FA3190B2EDC0327797F241067BE390C9E,
        0x10321DA079CE07E272D8EC09D2565B0DFA7DCCDDE6787F96D50AF36003B14866F69B771F8C285DECCA67DF3F1605FB7B,
        0x6E08C248E260E70BD1E962381EDEE3D31D79D7E22C837BC23C0BF1BC24C6B68C24B1B80B64D391FA9C8BA2E8BA2D229,
    ),
    (
        0x8CA8D548CFF19AE18B2E62F4BD3FA6F01D5EF4BA35B48BA9C9588617FC8AC62B558D681BE343DF8993CF9FA40D21B1C,
        0x12561A5DEB559C4348B4711298E536367041E8CA0CF0800C0126C2588C48BF5713DAA8846CB026E9E5C8276EC82B3BFF,
        0xB2962FE57A3225E8137E629BFF2991F6F89416F5A718CD1FCA64E00B11ACEACD6A3D0967C94FEDCFCC239BA5CB83E19,
        0x3425581A58AE2FEC83AAFEF7C40EB545B08243F16B1655154CCA8ABC28D6FD04976D5243EECF5C4130DE8938DC62CD8,
        0x13A8E162022914A80A6F1D5F43E7A07DFFDFC759A12062BB8D6B44E833B306DA9BD29BA81F35781D539D395B3532A21E,
        0xE7355F8E4E667B955390F7F0506C6E9395735E9CE9CAD4D0A43BCEF24B8982F7400D24BC4228F11C02DF9A29F6304A5,
        0x772CAACF16936190F3E0C63E0596721570F5799AF53A1894E2E073062AEDE9CEA73B3538F0DE06CEC2574496EE84A3A,
        0x14A7AC2A9D64A8B230B3F5B074CF01996E7F63C21BCA68A81996E1CDF9822C580FA5B9489D11E2D311F7D99BBDCC5A5E,
        0xA10ECF6ADA54F825E920B3DAFC7A3CCE07F8D1D7161366B74100DA67F39883503826692ABBA43704776EC3A79A1D641,
        0x95FC13AB9E92AD4476D6E3EB3A56680F682B4EE96F7D03776DF533978F31C1593174E4B4B7865002D6384D168ECDD0A,
        0x1,
    ),
    (
        0x90D97C81BA24EE0259D1F094980DCFA11AD138E48A869522B52AF6C956543D3CD0C7AEE9B3BA3C2BE9845719707BB33,
        0x134996A104EE5811D51036D776FB46831223E96C254F383D0F906343EB67AD34D6C56711962FA8BFE097E75A2E41C696,
        0xCC786BAA966E66F4A384C86A3B49942552E2D658A31CE2C344BE4B91400DA7D26D521628B00523B8DFE240C72DE1F6,
        0x1F86376E8981C217898751AD8746757D42AA7B90EEB791C09E4A3EC03251CF9DE405ABA9EC61DECA6355C77B0E5F4CB,
        0x8CC03FDEFE0FF135CAF4FE2A21529C4195536FBE3CE50B879833FD221351ADC2EE7F8DC099040A841B6DAECF2E8FEDB,
        0x16603FCA40634B6A2211E11DB8F0A6A074A7D0D4AFADB7BD76505C3D3AD5544E203F6326C95A807299B23AB13633A5F0,
        0x4AB0B9BCFAC1BBCB2C977D027796B3CE75BB8CA2BE184CB5231413C4D634F3747A87AC2460F415EC961F8855FE9D6F2,
        0x987C8D5333AB86FDE9926BD2CA6C674170A05BFE3BDD81FFD038DA6C26C842642F64550FEDFE935A15E4CA31870FB29,
        0x9FC4018BD96684BE88C9E221E4DA1BB8F3ABD16679DC26C1E8B6E6A1F20CABE69D65201C78607A360370E577BDBA587,
        0xE1BBA7A1186BDB5223ABDE7ADA14A23C42A0CA7915AF6FE06985E7ED1E4D43B9B3F7055DD4EBA6F2BAFAAEBCA731C30,
        0x19713E47937CD1BE0DFD0B8F1D43FB93CD2FCBCB6CAF493FD1183E416389E61031BF3A5CCE3FBAFCE813711AD011C132,
        0x18B46A908F36F6DEB918C143FED2EDCC523559B8AAF0C2462E6BFE7F911F643249D9CDF41B44D606CE07C8A4D0074D8E,
        0xB182CAC101B9399D155096004F53F447AA7B12A3426B08EC02710E807B4633F06C851C1919211F20D4C04F00B971EF8,
        0x245A394AD1ECA9B72FC00AE7BE315DC757B3B080D4C158013E6632D3C40659CC6CF90AD1C232A6442D9D3F5DB980133,
        0x5C129645E44CF1102A159F748C4A3FC5E673D81D7E86568D9AB0F5D396A7CE46BA1049B6579AFB7866B1E715475224B,
        0x15E6BE4E990F03CE4EA50B3B42DF2EB5CB181D8F84965A3957ADD4FA95AF01B2B665027EFEC01C7704B456BE69C8B604,
    ),
    (
        0x16112C4C3A9C98B252181140FAD0EAE9601A6DE578980BE6EEC3232B5BE72E7A07F3688EF60C206D01479253B03663C1,
        0x1962D75C2381201E1A0CBD6C43C348B885C84FF731C4D59CA4A10356F453E01F78A4260763529E3532F6102C2E49A03D,
        0x58DF3306640DA276FAAAE7D6E8EB15778C4855551AE7F310C35A5DD279CD2ECA6757CD636F96F891E2538B53DBF67F2,
        0x16B7D288798E5395F20D23BF89EDB4D1D115C5DBDDBCD30E123DA489E726AF41727364F2C28297ADA8D26D98445F5416,
        0xBE0E079545F43E4B00CC912F8228DDCC6D19C9F0F69BBB0542EDA0FC9DEC916A20B15DC0FD2EDEDDA39142311A5001D,
        0x8D9E5297186DB2D9FB266EAAC783182B70152C65550D881C5ECD87B6F0F5A6449F38DB9DFA9CCE202C6477FAAF9B7AC,
        0x166007C08A99DB2FC3BA8734ACE9824B5EECFDFA8D0CF8EF5DD365BC400A0051D5FA9C01A58B1FB93D1A1399126A775C,
        0x16A3EF08BE3EA7EA03BCDDFABBA6FF6EE5A4375EFA1F4FD7FEB34FD206357132B920F5B00801DEE460EE415A15812ED9,
        0x1866C8ED336C61231A1BE54FD1D74CC4F9FB0CE4C6AF5920ABC5750C4BF39B4852CFE2F7BB9248836B233D9D55535D4A,
        0x167A55CDA70A6E1CEA820597D94A84903216F763E13D87BB5308592E7EA7D4FBC7385EA3D529B35E346EF48BB8913F55,
        0x4D2F259EEA405BD48F010A01AD2911D9C6DD039BB61A6290E591B36E636A5C871A5C29F4F83060400F8B49CBA8F6AA8,
        0xACCBB67481D033FF5852C1E48C50C477F94FF8AEFCE42D28C0F9A88CEA7913516F968986F7EBBEA9684B529E2561092,
        0xAD6B9514C767FE3C3613144B45F1496543346D98ADF02267D5CEEF9A00D9B8693000763E3B90AC11E99B138573345CC,
        0x2660400EB2E4F3B628BDD0D53CD76F2BF565B94E72927C1CB748DF27942480E420517BD8714CC80D1FADC1326ED06F7,
        0xE0FA1D816DDC03E6B24255E0D7819C171C40F65E273B853324EFCD6356CAA205CA2F570F13497804415473A1D634B8F,
        0x1,
    ),
)
# Appendix E.3, where every number is a small fraction: the pairs below over 9, 1, 27 and 1
ISOGENY_G2 = (
    (9, ((304, 304), (0, -24), (12, -12), (1, 0))),
    (1, ((0, -72), (12, -12), (1, 0))),
    (27, ((752, 752), (0, 264), (-18, 18), (-1, 0))),
    (1, ((-432, -432), (0, -216), (18, -18), (1, 0))),
)
A_G1 = 0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D
C_G1 = 0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0
H_G2 = (X**8 + 4 * X**7 + 5 * X**6 - 4 * X**4 - 6 * X**3 - 4 * X**2 + 4 * X + 13) // 9 * 3 * (X**2 - 1)
PLAIN = [[Field(number) for number in row] for row in ISOGENY_G1]
PAIRS = [[Field(*pair) * Field(under).inverse() for pair in row] for under, row in ISOGENY_G2]
G1 = Group(1, Field(4), Field(A_G1), Field(C_G1), Field(11), X + 1, PLAIN)
G2 = Group(2, Field(4, 4), Field(0, 240), Field(1012, 1012), Field(-2, -1), H_G2, PAIRS)
