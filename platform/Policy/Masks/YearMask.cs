using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary><c>year</c>: a DATE, TIMESTAMP or TIMESTAMP_NTZ becomes the begin of its year, an instant that of its year in UTC; other types become NULL.</summary>
public sealed record YearMask() : ColumnMask(ColumnMaskKinds.Year)
{
    private const int YearDigits = 4;

    private protected override int Strength => 150;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.TimestampNtz } => Begin(quotedColumn),
        PrimitiveType { Kind: PrimitiveKind.Timestamp } => $"{Begin($"({quotedColumn} AT TIME ZONE 'UTC')")} AT TIME ZONE 'UTC'",
        _ => null,
    };

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key)
    {
        var rest = type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Date } => "-01-01",
            PrimitiveType { Kind: PrimitiveKind.TimestampNtz } => "-01-01T00:00:00",
            PrimitiveType { Kind: PrimitiveKind.Timestamp } => "-01-01T00:00:00Z",
            _ => null,
        };
        return rest is not null && ColumnText.Canonical(text, type) is { } canonical ? canonical[..YearDigits] + rest : null;
    }

    // The years that the ports' text has.
    private static string Begin(string time) => $"(CASE WHEN year({time}) BETWEEN 1 AND 9999 THEN date_trunc('year', {time}) END)";
}
