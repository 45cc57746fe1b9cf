"""What the comments that are here already need: their title, depth, place among the replies, and counts."""

from __future__ import annotations

from collections import Counter

from django.db import migrations

SHOWN = "published"


def fill(apps, schema_editor):
    thread_model = apps.get_model("conversation", "Thread")
    title_model = apps.get_model("newsroom", "TitlePage")
    titles = list(title_model.objects.values_list("pk", "path"))
    for thread in thread_model.objects.select_related("story").iterator():
        above = [pk for pk, path in titles if thread.story.path.startswith(path)]
        thread.title_id = above[0] if above else None
        thread.save(update_fields=["title"])
        _fill_thread(apps, thread)
    thread_model.objects.filter(title=None).delete()  # a story outside every title was never readable


def _fill_thread(apps, thread):
    comment_model = apps.get_model("conversation", "Comment")
    depths, numbers, replies, branches, rows = {}, Counter(), Counter(), Counter(), []
    for comment in comment_model.objects.filter(thread=thread).order_by("id").defer("body", "html").iterator():
        rows.append(comment)
        comment.depth = depths.get(comment.parent_id, -1) + 1 if comment.parent_id else 0
        depths[comment.pk] = comment.depth
        if comment.state == SHOWN and comment.parent_id:
            numbers[comment.parent_id] += 1
            comment.number = numbers[comment.parent_id]
            replies[comment.parent_id] += 1
            branches[comment.root_id] += 1
    for comment in rows:
        comment.reply_count = replies[comment.pk]
        comment.last_number = numbers[comment.pk]
        comment.branch_count = branches[comment.pk]
        comment.is_shown = comment.state == SHOWN or comment.last_number > 0
    fields = ["depth", "number", "reply_count", "last_number", "branch_count", "is_shown"]
    comment_model.objects.bulk_update(rows, fields, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("conversation", "0003_in_full"), ("newsroom", "0002_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
