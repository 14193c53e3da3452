using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary><c>nullify</c>: nothing is left, not even whether there was a value.</summary>
public sealed record NullMask() : ColumnMask(ColumnMaskKinds.Nullify)
{
    internal const int Greatest = 400;

    private protected override int Strength => Greatest;

    private protected override string? Expression(string quotedColumn, ColumnType type) => null;

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => null;
}
