using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Steps 9 and 10 of a read: parse and understand a query, find what it names, decide, and write down what a worker may do.</summary>
internal sealed class SelectPlanner(
    CatalogLookup catalog, AccessDecisions access, ProductTables tables, MetadataPlanner metadata, WorkerRequests requests, QueryParser parser, PseudonymKeys keys)
{
    /// <summary>Plans a query.</summary>
    /// <param name="request">The query.</param>
    /// <param name="isDescribed">Whether it is only described: it may have parameters.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryFailedException">The query is refused, and why.</exception>
    public async Task<QueryPlan.Run> PlanAsync(QueryRequest request, bool isDescribed, CancellationToken cancellationToken)
    {
        var text = isDescribed ? SelectText.Read(request.Sql) : SelectText.ReadWithoutParameters(request.Sql);
        try
        {
            var select = await UnderstandAsync(request with { Sql = text.Sql }, text, cancellationToken);
            var views = await DecideAsync(select, cancellationToken);
            var about = select.Metadata.Count == 0 ? [] : await metadata.ViewsAsync(select.Request, [.. select.Metadata.Select(table => table.Table).Distinct()], cancellationToken);
            return Plan(select, views, about, isDescribed);
        }
        catch (QueryFailedException refused) when (!text.IsAsWritten)
        {
            throw new QueryFailedException(text.Placed(refused.Failure), refused.InnerException);
        }
    }

    private async Task<UnderstoodSelect> UnderstandAsync(QueryRequest request, SelectText text, CancellationToken cancellationToken)
    {
        // Step 9a: parse. A worker does it, because a hostile text may bring the parser down.
        RequireNone(text.Refusal);
        var begun = catalog.Requests(tables, cancellationToken);
        // Names that the text seems to have are only requested ahead: what is read and decided are the parsed ones.
        begun.Foresee(text.Parsable, request.Session.Schema);
        var parsed = await parser.ParseAsync(request, text.Parsable, cancellationToken);

        // Step 9b: understand it.
        var query = text.Understand(parsed);
        RequireNone(query.Analysis.Refusal);
        var named = query.Analysis.Tables.Select(table => NameResolution.Resolve(table, request.Session, request.Sql)).ToList();
        RequireNone(named.OfType<ResolvedTable.Unknown>().FirstOrDefault()?.Failure);
        return new UnderstoodSelect(request, text, query, RequestedProduct.Of(named), [.. named.OfType<ResolvedTable.Metadata>()], begun);
    }

    // Step 9c: decide, product by product.
    private async Task<IReadOnlyList<ProductViews>> DecideAsync(UnderstoodSelect select, CancellationToken cancellationToken)
    {
        var permitted = await PermittedAsync(select, cancellationToken);
        return await Task.WhenAll(permitted.Select(product => ViewsAsync(select, product, cancellationToken)));
    }

    // Step 10: the request to the worker.
    private QueryPlan.Run Plan(UnderstoodSelect select, IReadOnlyList<ProductViews> views, IReadOnlyList<Definition> about, bool isDescribed)
    {
        var (request, query) = (select.Request, select.Query);
        IReadOnlyList<ProductFiles> reads = [.. views.SelectMany(view => view.Files)];
        var run = requests.Of(request) with
        {
            Files = [.. reads.SelectMany(read => read.Paths).Distinct(StringComparer.Ordinal)],
            Schema = select.SchemaOfProducts,
            Parameters = query.Parameters,
            HashKey = views.Any(view => view.IsHashed) ? keys.OfReader(request.Principal).ToBytes() : null,
        };
        var elsewhere = TableViews.Of(select.Metadata, select.Products);
        var found = elsewhere.Count == 0 ? query.Parsed : Encoding.UTF8.GetBytes(TreeRewriter.ToViews(query.Parsed, elsewhere));
        // Trino's meaning, where the engine's is another one: behind every decision, so that it cannot change what is read.
        var dialect = DialectRewriter.Rewrite(request.Sql, found, SessionOf(select, views));
        // What is described, or becomes part of another statement, is written again from its tree, without comments and semicolons.
        var isWrittenAgain = isDescribed || dialect.Zones.Count > 0 || request.Format is RowFormat.Arrow or RowFormat.Parquet;
        var runsText = elsewhere.Count == 0 && dialect.IsText && !isWrittenAgain;
        var text = elsewhere.Count == 0 && !select.Text.HasParameters ? select.Text : null;
        run = runsText ? run with { Sql = request.Sql } : run with { Tree = dialect.Tree ?? Encoding.UTF8.GetString(found.Span), Text = text?.Sql };
        run = run with
        {
            Definitions = [.. views.SelectMany(view => view.Definitions), .. about, .. WorkerRequests.SessionMacros(request, query.Parsed), .. dialect.Macros],
            ZonedColumns = dialect.Zones,
            ColumnNames = dialect.Names,
            ColumnShapes = dialect.Shapes,
        };
        return new QueryPlan.Run(run, text, reads, [.. views.SelectMany(view => view.Inputs)])
        {
            Tree = query.Tree,
            Reading = select.Products.Count == 0 ? null : new QueryReading(request.Sql, query.Tree, [.. views.SelectMany(view => view.Tables)], [.. views.SelectMany(view => view.Histories)]),
        };
    }

    private static void RequireNone(QueryFailure? refusal)
    {
        if (refusal is not null)
        {
            throw new QueryFailedException(refusal);
        }
    }

    private static DialectSession SessionOf(UnderstoodSelect select, IReadOnlyList<ProductViews> views) => new(select.Request.Session.TimeZone, select.Request.Format == RowFormat.Trino)
    {
        Tables = views.SelectMany(view => view.Tables.Select(table => (table.Offset, view.Typed))).DistinctBy(table => table.Offset).ToDictionary(table => table.Offset, table => table.Typed),
        HasProductsOnly = select.Metadata.Count == 0 && views.All(view => view.Histories.Count == 0),
    };

    private async Task<IReadOnlyList<DecidedProduct>> PermittedAsync(UnderstoodSelect select, CancellationToken cancellationToken)
    {
        var decided = await Task.WhenAll(select.Products.Select(product => DecidedAsync(select, product)));
        List<DecidedProduct> permitted = [];
        foreach (var (requested, found) in select.Products.Zip(decided))
        {
            // The first refusal counts: names near a missing one are looked up once.
            var product = found ?? throw await catalog.NotFoundAsync(select.Request, requested.Id, requested.Reference, cancellationToken);
            RequireReadable(select.Request, product);
            permitted.Add(product);
        }

        return permitted;
    }

    private async Task<DecidedProduct?> DecidedAsync(UnderstoodSelect select, RequestedProduct requested)
    {
        var (table, answer) = select.Begun.Ask(requested.Id);
        return await answer is { } product && await access.ReadAsync(select.Request, product, select.Columns) is { } decision ? new DecidedProduct(requested, table, product, decision) : null;
    }

    private static void RequireReadable(QueryRequest request, DecidedProduct decided)
    {
        var (requested, _, product, decision) = decided;
        if (!decision.Permit)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.PermissionDenied,
                $"Access Denied: Cannot select from table {Definition.Catalog}.{requested.Id}: {decision.Reason}"));
        }

        if (product.Lifecycle is { State: MajorVersionState.Retired } retired)
        {
            throw new QueryFailedException(new QueryFailure(
                TrinoErrorCode.TableNotFound,
                $"Table '{Definition.Catalog}.{product.Name}@{product.Version.Major}' was retired{(retired.Successor is { } successor ? $"; {successor} takes its place" : "")}",
                SqlPosition.FromByteOffset(request.Sql, requested.Reference.Offset)));
        }
    }

    private async Task<ProductViews> ViewsAsync(UnderstoodSelect select, DecidedProduct decided, CancellationToken cancellationToken)
    {
        var (request, names) = (select.Request, select.Query.Analysis.Names);
        var (requested, table, product, decision) = decided;
        var found = await tables.FindAsync(product, table, cancellationToken);
        // Rows that only another branch has were not validated against the contract.
        var isOwn = request.Principal.Domain == product.Name.Domain;
        var definitions = new List<Definition>();
        var files = new List<ProductFiles>();
        var read = new List<ReadTable>();
        var columns = product.Schema.Select(column => column.Name).ToList();
        var inputs = new List<QueryInput>();
        var masks = access.Masks(request, product, decision, decision.MaskRules.Count == 0 ? [] : await select.Columns.UsedOfAsync(product, decision.MaskRules.Keys));
        // A condition that compares an array or a row with a value of another type fails in the engine, where the type does not show before.
        var hidesDeleted = names.MayFailByRow || names.MayCompare(await select.Columns.NestedAsync());
        foreach (var state in requested.States)
        {
            var choice = ProductStates.Find(product.Name, found, state.Requested, request.Session.TimeZone, isOwn);
            var pruning = found is null ? FilePruning.None : FilePruning.Of([.. state.References.Select(reference => reference.Condition)], names, product.Schema, found.CurrentSchema, decision);
            var rows = await tables.RowsAsync(product, found, choice, pruning, hidesDeleted, cancellationToken);
            definitions.Add(ProductView.Of(requested.Id, state.Suffix, product, rows, decision));
            files.Add(new ProductFiles(product.Name, rows.Paths));
            read.AddRange(state.References.Select(reference => ReadTable.Of(reference, product, columns, rows.Snapshot)));
            inputs.Add(new QueryInput(product.Name, product.Version, rows.Snapshot, masks, decision.FilterRules) with { Places = [.. state.References.Select(reference => reference.Offset)] });
        }

        foreach (var kind in requested.Histories)
        {
            definitions.Add(ProductHistoryView.Of(requested.Id, kind, found, isOwn, seesAllRows: decision.RowFilters.Count == 0));
        }

        return new ProductViews(
            definitions, files, inputs, read, requested.Histories.Count == 0 ? [] : [ReadTable.Of(requested.Reference, product, [], snapshot: null)], product.Schema, decision.Masks.Values.Any(mask => mask is HashMask));
    }

    /// <summary>A query that was understood, and all that it names.</summary>
    private sealed record UnderstoodSelect(
        QueryRequest Request, SelectText Text, UnderstoodQuery Query, IReadOnlyList<RequestedProduct> Products, IReadOnlyList<ResolvedTable.Metadata> Metadata, CatalogRequests Begun)
    {
        public QueriedColumns Columns { get; } = new(Request.Sql, Query.Tree, Products, Begun);

        /// <summary>The session's schema where it has a product of the query; null elsewhere.</summary>
        public string? SchemaOfProducts => Request.Session.Schema is { } schema && Products.Any(product => product.Id.Product.Domain == AsciiNames.Lower(schema)) ? AsciiNames.Lower(schema) : null;
    }

    /// <summary>A product that the caller may know of, and the decision about it.</summary>
    private sealed record DecidedProduct(RequestedProduct Requested, RequestedTable Table, ProductDetails Product, PolicyDecision Decision);

    /// <summary>The views of a product, and what they read.</summary>
    private sealed record ProductViews(
        IReadOnlyList<Definition> Definitions, IReadOnlyList<ProductFiles> Files, IReadOnlyList<QueryInput> Inputs, IReadOnlyList<ReadTable> Tables, IReadOnlyList<ReadTable> Histories,
        IReadOnlyList<ColumnDefinition> Columns, bool IsHashed)
    {
        /// <summary>The columns as the dialect sees them.</summary>
        public IReadOnlyList<QueryColumn<ExpressionType>> Typed { get; } = [.. Columns.Select(column => new QueryColumn<ExpressionType>(column.Name, ExpressionKinds.TypeOfColumn(column.Type)))];
    }
}
