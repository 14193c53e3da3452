using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>The kind of a statement, before any query is parsed.</summary>
internal abstract record Statement
{
    /// <summary>A query, to be parsed by the engine.</summary>
    internal sealed record Query(string Sql) : Statement;

    /// <summary>SHOW or DESCRIBE: a query of ours over metadata, and what must exist for it.</summary>
    internal sealed record Show(string Sql, MetadataTable Source, string? Schema = null, TableReference? Table = null) : Statement;

    /// <summary>USE: other defaults for the session from here on.</summary>
    internal sealed record Use(string? Catalog, string Schema) : Statement;

    /// <summary>Something that is not answered here.</summary>
    internal sealed record Refused(QueryFailure Failure) : Statement;
}
