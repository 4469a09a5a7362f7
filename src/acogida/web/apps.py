from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "acogida.web"
    label = "web"
