using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Reads tokens from left to right.</summary>
internal sealed class TokenCursor(IReadOnlyList<SqlToken> tokens)
{
    private int _at;

    public bool AtEnd => _at == tokens.Count;

    public TokenCursor Skip(int count)
    {
        _at += count;
        return this;
    }

    public bool Take(string keyword)
    {
        if (_at < tokens.Count && tokens[_at].Is(keyword))
        {
            _at++;
            return true;
        }

        return false;
    }

    public bool From() => Take("FROM") || Take("IN");

    /// <summary>A name of one or more parts joined by dots; null where there is none.</summary>
    public IReadOnlyList<string>? Name()
    {
        List<string> parts = [];
        while (_at < tokens.Count && tokens[_at].IsName)
        {
            parts.Add(tokens[_at++].Text);
            if (_at >= tokens.Count || tokens[_at] is not { Kind: SqlTokenKind.Symbol, Text: "." })
            {
                return parts;
            }

            _at++;
        }

        return null;
    }

    public string? Text() => _at < tokens.Count && tokens[_at].Kind == SqlTokenKind.Text ? tokens[_at++].Text : null;
}
