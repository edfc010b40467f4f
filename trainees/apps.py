from django.apps import AppConfig


class TraineesConfig(AppConfig):
    name = "trainees"
    verbose_name = "劳动者"
    default_auto_field = "django.db.models.BigAutoField"
