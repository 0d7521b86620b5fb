#pragma once
// The picture that appears beside a row of the catalogue when the pointer rests on it.
#include <QImage>
#include <QWidget>

namespace gradus {

class ThumbnailPopup : public QWidget {
  Q_OBJECT
 public:
  explicit ThumbnailPopup(QWidget* window);
  /// `row` in global coordinates; the picture may come later.
  void showFor(const QString& demoId, const QString& promise, const QRect& row, const QImage& picture);
  void setPicture(const QString& demoId, const QImage& picture);
  const QString& demoId() const { return id_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString id_, promise_;
  QImage picture_;
};

}  // namespace gradus
