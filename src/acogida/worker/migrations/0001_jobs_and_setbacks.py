from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Setback",
            fields=[
                ("subject", models.UUIDField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=20)),
                ("first_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("failures", models.PositiveIntegerField()),
                ("fault", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["first_at", "subject"],
            },
        ),
    ]
