from django.urls import path

from acogida.web.referrals import board, handing, views

app_name = "referrals"
urlpatterns = [
    path("referrals", views.listing, name="list"),
    path("referrals/boards/<uuid:pk>", board.board, name="board"),
    path("referrals/rooms/<uuid:pk>", board.count, name="count"),
    path("referrals/<uuid:pk>", views.detail, name="detail"),
    path("referrals/<uuid:pk>/hand-over", handing.hand_over, name="hand-over"),
    path("referrals/<uuid:pk>/handed", handing.handed, name="handed"),
    path("referrals/<uuid:pk>/handed/<uuid:document>", handing.download, name="handed-document"),
    path("referrals/<uuid:pk>/<slug:deed>", views.deed, name="deed"),
]
