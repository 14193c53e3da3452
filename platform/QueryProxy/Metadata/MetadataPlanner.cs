using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sessions;
using MeshStarter.QueryProxy.Statements;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Fills the tables about the mesh with what the caller may know, for SHOW and for queries.</summary>
internal sealed class MetadataPlanner(CatalogLookup catalog, AccessDecisions access, WorkerRequests requests, StatementQueries queries, Transactions transactions, IOptions<QueryOptions> options)
{
    /// <summary>Plans SHOW or DESCRIBE.</summary>
    /// <exception cref="QueryFailedException">What it is about does not exist.</exception>
    public async Task<QueryPlan.Run> PlanShowAsync(QueryRequest request, Statement.Show show, CancellationToken cancellationToken)
    {
        var products = show switch
        {
            { Schema: { } schema } => await catalog.ProductsOfAsync(request, schema, cancellationToken),
            { Table: { } table } => await catalog.ProductAsync(request, table, cancellationToken),
            _ => null,
        };
        var facts = await FactsAsync(request, show.Reads, products, cancellationToken);
        return new QueryPlan.Run(requests.Of(request) with { Definitions = MetadataViews.Of(show.Reads, facts), Sql = show.Sql }, Text: null, Reads: [], Inputs: []);
    }

    /// <summary>The tables that a query names.</summary>
    public async Task<IReadOnlyList<Definition>> ViewsAsync(QueryRequest request, IReadOnlyCollection<MetadataTable> tables, CancellationToken cancellationToken) =>
        MetadataViews.Of(tables, await FactsAsync(request, [.. tables.SelectMany(table => table.Reads)], products: null, cancellationToken));

    /// <summary>Plans SHOW SESSION.</summary>
    public QueryPlan.Run PlanShowSession(QueryRequest request, Statement.ShowSession show) =>
        Run(request, $"SELECT * FROM ({SessionProperties.Rows(request.Session, options.Value.TimeLimit)}) AS properties WHERE {show.Like} ORDER BY 1");

    /// <summary>Plans SHOW CREATE TABLE.</summary>
    /// <exception cref="QueryFailedException">There is no such table, or a view was meant.</exception>
    public async Task<QueryPlan.Run> PlanShowCreateAsync(QueryRequest request, Statement.ShowCreate show, CancellationToken cancellationToken)
    {
        var product = await catalog.ProductAsync(request, show.Table, cancellationToken) is [var found, ..] ? found : null;
        if (!show.IsTable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, $"Relation '{show.Table.Name}' is a table, not a view. SHOW CREATE TABLE shows it."));
        }

        var text = product is not null ? ShowCreate.Of(product)
            : NameResolution.Resolve(show.Table, request.Session, request.Sql) is ResolvedTable.Metadata metadata ? ShowCreate.Of(metadata.Table)
            : throw new InvalidOperationException($"'{show.Table.Name}' is neither a product nor a table about the mesh.");
        return Run(request, InlineRows.Select([("Create Table", "VARCHAR")], [[SqlText.Quote(text)]]));
    }

    /// <summary>Plans SHOW CREATE SCHEMA.</summary>
    /// <exception cref="QueryFailedException">There is no such schema.</exception>
    public async Task<QueryPlan.Run> PlanShowCreateSchemaAsync(QueryRequest request, Statement.ShowCreateSchema show, CancellationToken cancellationToken)
    {
        var name = new SchemaName(AsciiNames.Lower(show.Name.Count == 2 ? show.Name[0] : request.Session.Catalog ?? Definition.Catalog), AsciiNames.Lower(show.Name[^1]));
        await catalog.ProductsOfAsync(request, name, cancellationToken);
        return Run(request, InlineRows.Select([("Create Schema", "VARCHAR")], [[SqlText.Quote($"CREATE SCHEMA {name.Catalog}.{name.Schema}")]]));
    }

    /// <summary>
    /// The query that answers SHOW STATS: of a product's rows only how many of them the reader may see, which is read like any others.
    /// Bounds, distinct values and sizes would be of hidden rows and masked values too, so they are unknown.
    /// </summary>
    /// <exception cref="QueryFailedException">There is no such table.</exception>
    public async Task<string> StatsAsync(QueryRequest request, Statement.ShowStats show, CancellationToken cancellationToken)
    {
        var product = await catalog.ProductAsync(request, show.Table, cancellationToken) is [var found, ..] ? found : null;
        var metadata = NameResolution.Resolve(show.Table, request.Session, request.Sql) is ResolvedTable.Metadata own ? own.Table : null;
        var columns = product?.Schema.Select(column => column.Name) ?? metadata?.Columns.Select(column => column.Name) ?? [];
        const string Unknown = "CAST(NULL AS DOUBLE) AS data_size, CAST(NULL AS DOUBLE) AS distinct_values_count, CAST(NULL AS DOUBLE) AS nulls_fraction";
        const string Bounds = "CAST(NULL AS VARCHAR) AS low_value, CAST(NULL AS VARCHAR) AS high_value";
        var table = string.Join('.', show.Table.Parts.Select(SqlIdentifier.Quote));
        return string.Join(" UNION ALL ", columns.Select(column => $"SELECT {SqlText.Quote(column)} AS column_name, {Unknown}, CAST(NULL AS DOUBLE) AS row_count, {Bounds}")
            .Append($"SELECT CAST(NULL AS VARCHAR), {Unknown}, CAST(count(*) AS DOUBLE), {Bounds} FROM {table}"));
    }

    private QueryPlan.Run Run(QueryRequest request, string sql) => new(requests.Of(request) with { Sql = sql }, Text: null, Reads: [], Inputs: []);

    private async Task<MetadataFacts> FactsAsync(QueryRequest request, IReadOnlyList<BaseView> views, IReadOnlyList<ProductDetails>? products, CancellationToken cancellationToken)
    {
        products ??= views.Any(view => view.IsAboutProducts()) ? await catalog.DiscoverableAsync(request, domain: null, cancellationToken) : [];
        return new MetadataFacts(request.Principal, products)
        {
            Readable = views.Contains(BaseView.Grants) ? [.. products.Where(product => access.MayRead(request, product)).Select(product => product.Name)] : [],
            Queries = views.Contains(BaseView.Queries) ? [.. queries.Of(request.Principal.Subject).Select(query => query.Id == request.Id ? query with { State = "RUNNING" } : query)] : [],
            Transactions = views.Contains(BaseView.Transactions) ? transactions.Of(request.Principal.Subject) : [],
        };
    }
}
