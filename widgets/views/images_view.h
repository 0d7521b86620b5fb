#pragma once
// A grid of small pictures, painted from one image.
#include "widgets/views/live_view.h"

namespace gradus {

class ImagesView : public LiveView {
  Q_OBJECT
 public:
  explicit ImagesView(const View& view, QWidget* parent = nullptr) : LiveView(view, parent) {}
  QString textSummary() const override;
  QString copyValues() const override;
  QString readout(const QPointF& position) const override;
  /// Picture at a place of the widget, -1 = none.
  int pictureAt(const QPointF& position) const;
  /// All pictures side by side, one pixel a pixel.
  const QImage& atlas();

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame& previous) override;
  void drawOverlay(QPainter& painter) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void themeChanged() override { atlasOf_ = nullptr; }

 private:
  struct Layout {
    QPointF corner;
    double width = 0, height = 0;  // of one picture, pixels
    double stepX = 0, stepY = 0;
    double titleRoom = 0, labelRoom = 0;
  };
  const ImageGrid* grid() const;
  Layout layoutFor(const QSizeF& size) const;
  QRectF place(const Layout& layout, int index) const;
  bool isEmpty(const ImageGrid& grid, int index) const;
  QString pictureText(int index) const;

  QImage atlas_;
  const ChannelValue* atlasOf_ = nullptr;
  ChannelPtr kept_;
  int cursor_ = -1;
};

}  // namespace gradus
