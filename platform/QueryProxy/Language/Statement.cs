using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Explain;
using MeshStarter.QueryProxy.Metadata;

namespace MeshStarter.QueryProxy.Language;

/// <summary>The kind of a statement, before any query is parsed.</summary>
internal abstract record Statement
{
    /// <summary>A query, to be parsed by the engine.</summary>
    internal sealed record Query(string Sql) : Statement;

    /// <summary>SHOW or DESCRIBE: a query of ours over metadata, and what must exist for it.</summary>
    /// <param name="Sql">The query, which names base views.</param>
    /// <param name="Reads">The base views.</param>
    /// <param name="Schema">The schema that it is about; null for none.</param>
    /// <param name="Table">The table that it is about; null for none.</param>
    internal sealed record Show(string Sql, IReadOnlyList<BaseView> Reads, SchemaName? Schema = null, TableReference? Table = null) : Statement;

    /// <summary>USE: other defaults for the session from here on.</summary>
    internal sealed record Use(string? Catalog, string Schema) : Statement;

    /// <summary>PREPARE.</summary>
    /// <param name="Name">The name, as written.</param>
    /// <param name="Sql">The prepared statement's text.</param>
    /// <param name="Placed">The same text with blanks before it, so that it begins where it does in PREPARE.</param>
    internal sealed record Prepare(string Name, string Sql, string Placed) : Statement;

    /// <summary>EXECUTE of a prepared statement of the session.</summary>
    internal sealed record Execute(string Name, IReadOnlyList<ParameterArgument> Values) : Statement;

    /// <summary>EXECUTE IMMEDIATE.</summary>
    internal sealed record ExecuteImmediate(string Sql, IReadOnlyList<ParameterArgument> Values) : Statement;

    /// <summary>DEALLOCATE PREPARE.</summary>
    internal sealed record Deallocate(string Name) : Statement;

    /// <summary>DESCRIBE INPUT or OUTPUT of a prepared statement of the session.</summary>
    internal sealed record Describe(string Name, StatementUse Answer) : Statement;

    /// <summary>SET SESSION.</summary>
    internal sealed record SetSession(IReadOnlyList<string> Name, LiteralValue Value) : Statement;

    /// <summary>RESET SESSION.</summary>
    internal sealed record ResetSession(IReadOnlyList<string> Name) : Statement;

    /// <summary>SET TIME ZONE; null for LOCAL.</summary>
    internal sealed record SetTimeZone(LiteralValue? Zone) : Statement;

    /// <summary>START TRANSACTION.</summary>
    internal sealed record StartTransaction(string IsolationLevel) : Statement;

    /// <summary>COMMIT or ROLLBACK, by its name.</summary>
    internal sealed record EndTransaction(string Name) : Statement;

    /// <summary>SHOW SESSION.</summary>
    /// <param name="Like">The condition on the property's name.</param>
    internal sealed record ShowSession(string Like) : Statement;

    /// <summary>SHOW CREATE TABLE, or VIEW.</summary>
    internal sealed record ShowCreate(TableReference Table, bool IsTable) : Statement;

    /// <summary>SHOW CREATE SCHEMA.</summary>
    internal sealed record ShowCreateSchema(IReadOnlyList<string> Name) : Statement;

    /// <summary>SHOW STATS FOR a table.</summary>
    internal sealed record ShowStats(TableReference Table) : Statement;

    /// <summary>EXPLAIN.</summary>
    /// <param name="Sql">The explained statement, with blanks before it.</param>
    /// <param name="Form">The form of the answer.</param>
    internal sealed record Explain(string Sql, ExplainForm Form) : Statement;

    /// <summary>Something that is not answered here.</summary>
    internal sealed record Refused(QueryFailure Failure) : Statement;
}

/// <summary>A schema, in lower case.</summary>
internal sealed record SchemaName(string Catalog, string Schema);
