using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary><c>constant</c>: every value becomes one value, NULL stays NULL. In a column whose type does not have the value it becomes NULL.</summary>
/// <param name="Value">The value as the rule writes it.</param>
public sealed record ConstantMask(string Value) : ColumnMask(ColumnMaskKinds.Constant)
{
    private protected override int Strength => 290;

    // One line, whatever the value holds.
    internal override string Terms => $"{Name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)))}";

    private protected override string? Expression(string quotedColumn, ColumnType type) =>
        ColumnText.Canonical(Value, type) is { } canonical ? $"CASE WHEN {quotedColumn} IS NOT NULL THEN CAST({SqlText.Quote(canonical)} AS {type.ToDuckDb()}) END" : null;

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => ColumnText.Canonical(Value, type);
}
