#pragma once
// A network as it is taught: every neuron a tile with the function it computes, every weight a curve that can be
// dragged or typed. Weights are painted into an image of their own that is remade at most 15 times a second.
#include <QElapsedTimer>
#include <map>

#include "widgets/views/live_view.h"
#include "widgets/views/network_layout.h"

class QLineEdit;

namespace gradus {

class NetworkView : public LiveView {
  Q_OBJECT
 public:
  explicit NetworkView(const View& view, QWidget* parent = nullptr);
  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;

  /// The drawn geometry in widget coordinates.
  NetworkLayout layout() const;
  /// Edge under the pointer or picked with the keyboard, index into Network::edges, -1 = none.
  int pickedEdge() const { return edge_; }

  QSize sizeHint() const override;

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame& previous) override;
  void drawOverlay(QPainter& painter) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  void move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) override;
  void release(const QPointF& at, Qt::MouseButton button) override;
  bool doubleClick(const QPointF& at) override;
  void leave() override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void themeChanged() override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct WeightDrag {
    int edge = -1;
    double from = 0, value = 0;
    QPointF start;
    int64_t gesture = 0;
    bool moved = false, settling = false;
  };

  // network_view.cpp
  const Network* network() const;
  std::string channel() const;
  void makeTileImages();
  void drawEdges(QPainter& painter, const Network& network, const NetworkLayout& layout) const;
  void drawTile(QPainter& painter, const Network& network, const NetworkLayout::Tile& tile, double labelRoom) const;
  void drawHeads(QPainter& painter, const Network& network, const NetworkLayout& layout) const;
  const QImage& edgeImage(const QSizeF& size, double ratio, const NetworkLayout& layout);
  void requestMaps();
  // network_input.cpp
  double weightAt(int edge) const;
  void sendWeight(int edge, double value, bool finished, int64_t id);
  void changeUnits(int layer, int by);
  void clickTile(const NetworkLayout::Tile& tile);
  void typeWeight(int edge, const QPointF& at);
  void finishTyping(bool accept);
  bool moveSelection(int key);
  bool cycleWeights(bool forward);
  QPointF handleOf(int edge) const;
  int biasOf(const NetworkLayout::Tile& tile) const;
  QString edgeText(int edge) const;
  QString tileText(const NetworkLayout::Tile& tile) const;
  bool allows(Gesture gesture) const;

  std::map<std::pair<int, int>, QImage> tileImages_;
  const ChannelValue* mapsPainted_ = nullptr;
  QImage edges_;
  QElapsedTimer edgesAge_;
  bool edgesStale_ = true;
  QTimer* edgesLater_ = nullptr;
  int requestedMap_ = 0;

  int edge_ = -1;  // hovered or picked
  int tile_ = -1;  // under the keyboard cursor
  std::optional<WeightDrag> drag_;
  QLineEdit* field_ = nullptr;
  int typed_ = -1;          // edge whose value is being typed
  int64_t keyGesture_ = 0;  // weights changed by keys in a row are one gesture
};

}  // namespace gradus
