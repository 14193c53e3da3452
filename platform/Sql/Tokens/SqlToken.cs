namespace MeshStarter.Platform.Sql.Tokens;

internal enum SqlTokenKind
{
    /// <summary>A word; in a query a number begins with one too.</summary>
    Word,
    QuotedName,
    Text,

    /// <summary>A number of a short statement.</summary>
    Number,
    Symbol,
}

/// <summary>A token of a query or of a short statement.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">A word, number or symbol as it is; a name or text without its quotes and their doubling.</param>
/// <param name="Start">The place of its first character.</param>
/// <param name="End">The place behind its last character.</param>
internal sealed record SqlToken(SqlTokenKind Kind, string Value, int Start, int End)
{
    public bool Is(string keyword) => Kind == SqlTokenKind.Word && AsciiNames.Comparer.Equals(Value, keyword);

    public bool Is(char symbol) => Kind == SqlTokenKind.Symbol && Value[0] == symbol;

    /// <summary>Whether it is a character beyond ASCII outside of quotes: the engine takes some for spaces, and others for letters.</summary>
    public bool IsForeign => Kind == SqlTokenKind.Symbol && Value[0] > '\x7F';

    public bool IsName => Kind == SqlTokenKind.QuotedName || (Kind == SqlTokenKind.Word && !char.IsAsciiDigit(Value[0]));
}
