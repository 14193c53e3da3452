using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>
/// The names in a text that may be products', found without a parser. A name that is none, or is a column's, may be among them, and one may be missing: what a query reads is what
/// its tree names. Pure.
/// </summary>
internal static class ForeseenNames
{
    private const int MostTextLength = 4_000;

    public static IReadOnlySet<ProductReference> In(string sql, string? schema)
    {
        var found = new HashSet<ProductReference>();
        if (sql.Length > MostTextLength || SqlTokens.OfQuery(sql) is not { } tokens)
        {
            return found;
        }

        for (var at = 0; at < tokens.Count; at++)
        {
            if (!tokens[at].IsName)
            {
                continue;
            }

            if (at + 2 < tokens.Count && tokens[at + 1].Is('.') && tokens[at + 2].IsName)
            {
                Add(tokens[at].Value, tokens[at + 2].Value);
            }
            else if (schema is not null && at > 0 && (tokens[at - 1].Is("FROM") || tokens[at - 1].Is("JOIN") || tokens[at - 1].Is(',')))
            {
                Add(schema, tokens[at].Value);
            }
        }

        return found;

        void Add(string domain, string name)
        {
            if (ProductReference.TryParse($"{AsciiNames.Lower(domain)}.{AsciiNames.Lower(name)}", out var product, out _))
            {
                found.Add(product);
            }
        }
    }
}
