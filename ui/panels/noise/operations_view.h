#pragma once
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise/operation_model.h"
#include "ui/widgets/bit_towers.h"

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

class QScrollArea;
class QScrollBar;
class QStackedLayout;
class QTableView;

namespace cg::ui {

/// The operations of one step, as towers that scroll sideways or as a table.
class OperationsView : public QWidget {
    Q_OBJECT
public:
    enum class Mode : std::uint8_t { Towers, Table };

    static constexpr int kLeastPitch = BitTowers::kLeastTowerWidth;
    static constexpr int kMostPitch = 54;

    explicit OperationsView(OperationModel::Half half, QWidget* parent = nullptr);

    /// `operations` and `towers` are of the same step; there may be more towers, where a forecast goes on from there.
    void showOperations(std::vector<session::MeasuredOperation> operations, std::vector<BitTower> towers,
                        std::optional<int> products);
    void setMode(Mode mode);
    /// Pixels from one tower to the next.
    void setPitch(int pitch);
    [[nodiscard]] const BitTowers& towers() const { return *m_towers; }
    [[nodiscard]] QScrollBar* scrollBar() const;

private:
    void fitTowers();

    OperationModel* m_model; // these five are children
    BitTowers* m_towers;
    QScrollArea* m_scroll;
    QTableView* m_table;
    QStackedLayout* m_stack;
    int m_pitch = 20;
};

} // namespace cg::ui
