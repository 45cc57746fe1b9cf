from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversation', '0006_reader_features'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='comment',
            options={'permissions': [('pick_comment', 'Can pin and feature comments')], 'verbose_name': 'comment', 'verbose_name_plural': 'comments'},
        ),
        migrations.AlterModelOptions(
            name='thread',
            options={'permissions': [('steer_thread', 'Can open, close and steer conversations, and settle their house rules')], 'verbose_name': 'thread', 'verbose_name_plural': 'threads'},
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('pinned_at__isnull', False)), fields=['thread', 'pinned_at'], name='comment_pinned'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('featured_at__isnull', False)), fields=['featured_at', 'id'], name='comment_picks'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_shown', True), ('parent', None), ('answered_at', None)), fields=['thread', 'created_at', 'id'], name='comment_unanswered'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('is_shown', True), ('parent', None), ('answered_at__isnull', False)), fields=['thread', 'created_at', 'id'], name='comment_answered'),
        ),
    ]
