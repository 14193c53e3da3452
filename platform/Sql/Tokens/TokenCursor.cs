namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>Reads tokens from left to right.</summary>
internal sealed class TokenCursor(IReadOnlyList<SqlToken> tokens)
{
    /// <summary>The number of tokens that were taken; set to go back to them.</summary>
    public int Position { get; set; }

    public bool AtEnd => Position == tokens.Count;

    /// <summary>The next token; null at the end.</summary>
    public SqlToken? Next => Position < tokens.Count ? tokens[Position] : null;

    /// <summary>The place behind the last token that was taken.</summary>
    public int Taken => Position == 0 ? 0 : tokens[Position - 1].End;

    /// <summary>Whether the next tokens are these words.</summary>
    public bool Sees(params ReadOnlySpan<string> keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
        {
            if (Position + i >= tokens.Count || !tokens[Position + i].Is(keywords[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes these words if they are next.</summary>
    public bool Take(params ReadOnlySpan<string> keywords)
    {
        if (!Sees(keywords))
        {
            return false;
        }

        Position += keywords.Length;
        return true;
    }

    /// <summary>Whether a symbol and then a word are next.</summary>
    public bool Sees(char symbol, string keyword) => Next?.Is(symbol) == true && Position + 1 < tokens.Count && tokens[Position + 1].Is(keyword);

    public bool Take(char symbol)
    {
        if (Next?.Is(symbol) != true)
        {
            return false;
        }

        Position++;
        return true;
    }

    public SqlToken? Take() => Position < tokens.Count ? tokens[Position++] : null;

    /// <summary>Takes the word before a place, which is FROM or IN.</summary>
    public bool From() => Take("FROM") || Take("IN");

    /// <summary>A name of one or more parts joined by dots; null where there is none.</summary>
    public IReadOnlyList<string>? Name()
    {
        List<string> parts = [];
        while (Position < tokens.Count && tokens[Position].IsName)
        {
            parts.Add(tokens[Position++].Value);
            if (!Take('.'))
            {
                return parts;
            }
        }

        return null;
    }

    /// <summary>A name of one part; null where there is none.</summary>
    public string? Identifier() => Next?.IsName == true ? tokens[Position++].Value : null;

    public string? Text() => Next?.Kind == SqlTokenKind.Text ? tokens[Position++].Value : null;
}
