using System.Collections.Frozen;

namespace MeshStarter.Contracts.Types;

/// <summary>Words of the mesh's SQL, which name a domain, a product or a column in quotes alone.</summary>
public static class SqlWords
{
    /// <summary>The reserved words of the engine, and those of its types and functions (<c>duckdb_keywords</c>), in lower case.</summary>
    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        "all", "analyse", "analyze", "and", "anti", "any", "array", "as", "asc", "asof", "asymmetric", "at", "authorization", "binary", "both", "by", "case",
        "cast", "check", "collate", "collation", "column", "columns", "concurrently", "constraint", "create", "cross", "default", "deferrable", "desc",
        "describe", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "generated", "glob", "group",
        "having", "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lambda", "lateral", "leading", "left", "like", "limit",
        "map", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps", "pivot", "pivot_longer", "pivot_wider",
        "placing", "positional", "primary", "qualify", "references", "returning", "right", "select", "semi", "show", "similar", "some", "struct", "summarize",
        "symmetric", "table", "tablesample", "then", "to", "trailing", "true", "try_cast", "union", "unique", "unpack", "unpivot", "using", "variadic",
        "verbose", "when", "where", "window", "with");

    /// <summary>Whether a name is such a word.</summary>
    public static bool Contains(string name) => All.Contains(name);
}
