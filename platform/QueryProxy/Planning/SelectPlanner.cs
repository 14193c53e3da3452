using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Prepared;
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
    /// <param name="values">The values of its parameters; null where they are not known yet, and it is only described.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryFailedException">The query is refused, and why.</exception>
    public async Task<QueryPlan.Run> PlanAsync(QueryRequest request, IReadOnlyList<ParameterValue>? values, CancellationToken cancellationToken)
    {
        var grammar = GrammarText.Read(request.Sql);
        var text = ParameterText.Read(grammar.Sql, values);
        try
        {
            return await PlanAsync(request with { Sql = text.Sql }, text, text.Values, grammar.IsChanged, cancellationToken);
        }
        catch (QueryFailedException refused) when (text.Count > 0 || grammar.IsChanged)
        {
            throw new QueryFailedException(grammar.Placed(text.Placed(refused.Failure)), refused.InnerException);
        }
    }

    private async Task<QueryPlan.Run> PlanAsync(
        QueryRequest request, ParameterText numbered, IReadOnlyList<ParameterValue>? values, bool isRewritten, CancellationToken cancellationToken)
    {
        // Step 9a: parse. A worker does it, because a hostile text may bring the parser down.
        var text = TimeTravelClauses.Read(request.Sql);
        if (text.Refusal is { } misplaced)
        {
            throw new QueryFailedException(misplaced);
        }

        var begun = catalog.Requests(tables, cancellationToken);
        begun.Foresee(text.Sql, request.Session.Schema);
        var parsed = await parser.ParseAsync(request, text.Sql, cancellationToken);
        var parameters = ParameterTree.Of(numbered, parsed, values);

        // Step 9b: understand it.
        var analysis = SqlAnalyzer.Analyze(request.Sql, parameters.Tree, text);
        if (analysis.Refusal is { } refusal)
        {
            throw new QueryFailedException(refusal);
        }

        var resolved = analysis.Tables.Select(table => NameResolution.Resolve(table, request.Session, request.Sql)).ToList();
        if (resolved.OfType<ResolvedTable.Unknown>().FirstOrDefault() is { } unknown)
        {
            throw new QueryFailedException(unknown.Failure);
        }

        // Step 9c: decide, product by product.
        var products = RequestedProduct.Of(resolved);
        var columns = new QueriedColumns(request.Sql, parameters.Tree, products, begun);
        var permitted = await PermittedAsync(request, products, columns, begun, cancellationToken);
        var views = await Task.WhenAll(permitted.Select(product => ViewsAsync(request, product, analysis, columns, cancellationToken)));
        IReadOnlyList<ProductFiles> reads = [.. views.SelectMany(view => view.Files)];
        IReadOnlyList<QueryInput> inputs = [.. views.SelectMany(view => view.Inputs)];

        var named = resolved.OfType<ResolvedTable.Metadata>().ToList();
        var about = named.Count == 0 ? [] : await metadata.ViewsAsync(request, [.. named.Select(table => table.Table).Distinct()], cancellationToken);

        // Step 10: the request to the worker.
        var schema = request.Session.Schema is { } session && products.Any(product => product.Id.Product.Domain == AsciiNames.Lower(session)) ? AsciiNames.Lower(session) : null;
        var run = requests.Of(request) with
        {
            Files = [.. reads.SelectMany(read => read.Paths).Distinct(StringComparer.Ordinal)],
            Schema = schema,
            Parameters = parameters.Bound(values),
            HashKey = views.Any(view => view.IsHashed) ? keys.OfReader(request.Principal).ToBytes() : null,
        };
        var elsewhere = TableViews.Of(named, products);
        // Trino's meaning, where the engine's is another one: behind every decision, so that it cannot change what is read.
        var found = elsewhere.Count == 0 ? parsed : Encoding.UTF8.GetBytes(TreeRewriter.ToViews(parsed, elsewhere));
        var dialect = DialectRewriter.Rewrite(request.Sql, found, SessionOf(request, views, parameters.Bound(values)) with { HasProductsOnly = named.Count == 0 && views.All(view => view.Histories.Count == 0) });
        run = run with { Definitions = [.. views.SelectMany(view => view.Definitions), .. about, .. WorkerRequests.SessionMacros(request, parsed), .. dialect.Macros], ZonedColumns = dialect.Zones, ColumnNames = dialect.Names, ColumnShapes = dialect.Shapes };
        // A statement that is only described is written again from its tree, without comments and semicolons.
        var isPlain = elsewhere.Count == 0 && numbered.Count == 0 && !isRewritten;
        var plan = elsewhere.Count == 0 && values is not null && dialect.IsText
            ? new QueryPlan.Run(run with { Sql = request.Sql }, isPlain ? request.Sql : null, reads, inputs)
            : new QueryPlan.Run(run with { Tree = dialect.Tree ?? Encoding.UTF8.GetString(found.Span), Text = isPlain ? request.Sql : null }, UserSql: isPlain ? request.Sql : null, reads, inputs);
        plan = plan with { Tree = parameters.Tree };
        return products.Count == 0 ? plan : plan with { Reading = new QueryReading(request.Sql, parameters.Tree, [.. views.SelectMany(view => view.Tables)], [.. views.SelectMany(view => view.Histories)]) };
    }

    private static DialectSession SessionOf(QueryRequest request, IReadOnlyList<ProductViews> views, IReadOnlyList<BoundParameter> parameters) => new(request.Session.TimeZone, request.Format == RowFormat.Trino)
    {
        Tables = views.SelectMany(view => view.Tables.Select(table => (table.Offset, view.Typed))).DistinctBy(table => table.Offset).ToDictionary(table => table.Offset, table => table.Typed),
        Parameters = [.. parameters.Select(parameter => ExpressionKinds.OfParameter(parameter.Value))],
    };

    private async Task<IReadOnlyList<DecidedProduct>> PermittedAsync(
        QueryRequest request, IReadOnlyList<RequestedProduct> products, QueriedColumns queried, CatalogRequests begun, CancellationToken cancellationToken)
    {
        var decided = await Task.WhenAll(products.Select(product => DecidedAsync(request, product, queried, begun)));
        List<DecidedProduct> permitted = [];
        foreach (var (table, found) in products.Zip(decided))
        {
            // The first refusal counts: names near a missing one are looked up once.
            var product = found ?? throw await catalog.NotFoundAsync(request, table.Id, table.Reference, cancellationToken);
            RequireReadable(request, product);
            permitted.Add(product);
        }

        return permitted;
    }

    private async Task<DecidedProduct?> DecidedAsync(QueryRequest request, RequestedProduct table, QueriedColumns queried, CatalogRequests begun)
    {
        var (requested, answer) = begun.Ask(table.Id);
        return await answer is { } product && await access.ReadAsync(request, product, queried) is { } decision ? new DecidedProduct(table, requested, product, decision) : null;
    }

    private static void RequireReadable(QueryRequest request, DecidedProduct decided)
    {
        var (table, _, product, decision) = decided;
        if (!decision.Permit)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.PermissionDenied,
                $"Access Denied: Cannot select from table {Definition.Catalog}.{table.Id}: {decision.Reason}"));
        }

        if (product.Lifecycle is { State: MajorVersionState.Retired } retired)
        {
            throw new QueryFailedException(new QueryFailure(
                TrinoErrorCode.TableNotFound,
                $"Table '{Definition.Catalog}.{product.Name}@{product.Version.Major}' was retired{(retired.Successor is { } successor ? $"; {successor} takes its place" : "")}",
                SqlPosition.FromByteOffset(request.Sql, table.Reference.Offset)));
        }
    }

    private async Task<ProductViews> ViewsAsync(QueryRequest request, DecidedProduct decided, SqlAnalysis query, QueriedColumns queried, CancellationToken cancellationToken)
    {
        var (table, requested, product, decision) = decided;
        var found = await tables.FindAsync(product, requested, cancellationToken);
        // Rows that only another branch has were not validated against the contract.
        var isOwn = request.Principal.Domain == product.Name.Domain;
        var definitions = new List<Definition>();
        var files = new List<ProductFiles>();
        var read = new List<ReadTable>();
        var columns = product.Schema.Select(column => column.Name).ToList();
        var inputs = new List<QueryInput>();
        var masked = decision.MaskRules.Count == 0 ? [] : await queried.UsedOfAsync(product, decision.MaskRules.Keys);
        // A condition that compares an array or a row with a value of another type fails in the engine, where the type does not show before.
        var hidesDeleted = query.Names.MayFailByRow || query.Names.MayCompare(await queried.NestedAsync());
        foreach (var state in table.States)
        {
            var choice = ProductStates.Find(product.Name, found, state.Requested, request.Session.TimeZone, isOwn);
            var pruning = found is null ? FilePruning.None : FilePruning.Of([.. state.References.Select(reference => reference.Condition)], query.Names, product.Schema, found.CurrentSchema, decision);
            var rows = await tables.RowsAsync(product, found, choice, pruning, hidesDeleted, cancellationToken);
            definitions.Add(ProductView.Of(table.Id, state.Suffix, product, rows, decision));
            files.Add(new ProductFiles(product.Name, rows.Paths));
            read.AddRange(state.References.Select(reference => ReadTable.Of(reference, product, columns, rows.Snapshot)));
            inputs.Add(QueryInput.Of(product, rows.Snapshot, decision, masked) with { Places = [.. state.References.Select(reference => reference.Offset)] });
        }

        foreach (var kind in table.Histories)
        {
            definitions.Add(ProductHistoryView.Of(table.Id, kind, found, isOwn, seesAllRows: decision.RowFilters.Count == 0));
        }

        return new ProductViews(
            definitions, files, inputs, read, table.Histories.Count == 0 ? [] : [ReadTable.Of(table.Reference, product, [], snapshot: null)], product.Schema, decision.Masks.Values.Any(mask => mask is HashMask));
    }

    /// <summary>A product that the caller may know of, and the decision about it.</summary>
    private sealed record DecidedProduct(RequestedProduct Table, RequestedTable Requested, ProductDetails Product, PolicyDecision Decision);

    /// <summary>The views of a product, and what they read.</summary>
    private sealed record ProductViews(
        IReadOnlyList<Definition> Definitions, IReadOnlyList<ProductFiles> Files, IReadOnlyList<QueryInput> Inputs, IReadOnlyList<ReadTable> Tables, IReadOnlyList<ReadTable> Histories,
        IReadOnlyList<ColumnDefinition> Columns, bool IsHashed)
    {
        /// <summary>The columns as the dialect sees them.</summary>
        public IReadOnlyList<QueryColumn<ExpressionType>> Typed { get; } = [.. Columns.Select(column => new QueryColumn<ExpressionType>(column.Name, ExpressionKinds.TypeOfColumn(column.Type)))];
    }
}
