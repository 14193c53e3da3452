using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary><c>redact</c>: a text becomes <c>****</c>, so that one sees that there was a value; other types become NULL.</summary>
public sealed record RedactMask() : ColumnMask(ColumnMaskKinds.Redact)
{
    /// <summary>The text that replaces a redacted value.</summary>
    public const string Replacement = "****";

    private protected override int Strength => 300;

    private protected override string? Expression(string quotedColumn, ColumnType type) =>
        type == PrimitiveType.Text ? $"CASE WHEN {quotedColumn} IS NOT NULL THEN '{Replacement}' END" : null;

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) =>
        type == PrimitiveType.Text ? Replacement : null;
}
