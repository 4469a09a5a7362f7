from django.urls import path

from acogida.web.receipts import onward, views

app_name = "receipts"
urlpatterns = [
    path("receipt", views.page, name="page"),
    path("receipt/answer", views.answer, name="answer"),
    path("receipt/write", views.write, name="write"),
    path("receipt/onward", onward.onward, name="onward"),
]
