using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Sql;
using MeshStarter.QueryProxy.Workers;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Steps 8 to 10 of a read: understand the text, find what it names, decide, and write down what a worker may do.</summary>
internal sealed class QueryPlanner(CatalogLookup catalog, AccessDecisions access, ProductTables tables, IOptions<QueryOptions> options)
{
    /// <exception cref="QueryFailedException">The statement is refused, and why.</exception>
    public async Task<QueryPlan> PlanAsync(QueryRequest request, WorkerProcess worker, CancellationToken cancellationToken)
    {
        request = access.WithBundle(request);
        try
        {
            RequireReadable(request);
            RequireSession(request.Session);
            return StatementReader.Read(request.Sql, request.Session) switch
            {
                Statement.Refused refused => throw new QueryFailedException(refused.Failure),
                Statement.Use use => await PlanUseAsync(request, use, cancellationToken),
                Statement.Show show => await PlanShowAsync(request, show, cancellationToken),
                _ => await PlanQueryAsync(request, worker, cancellationToken),
            };
        }
        catch (QueryFailedException refused) when (refused.Failure.Code.Type == TrinoErrorType.UserError && refused.Failure.Code != TrinoErrorCode.PermissionDenied)
        {
            access.Refused(request, refused.Failure);
            throw;
        }
        catch (CatalogUnavailableException unavailable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.CatalogUnavailable, "The catalog does not answer, so no product is known. Try again in a moment."), unavailable);
        }
        catch (ProductUnreadableException unreadable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.DataUnreadable, unreadable.Message), unreadable);
        }
    }

    // The engine takes a text up to a NUL: what was checked would not be what runs.
    private static void RequireReadable(QueryRequest request)
    {
        if (request.Sql.Contains('\0', StringComparison.Ordinal) || $"{request.Session.Catalog}{request.Session.Schema}".Contains('\0', StringComparison.Ordinal))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.SyntaxError, "The statement, or the name of its session's schema, holds the character U+0000. Leave it out."));
        }
    }

    private static void RequireSession(QuerySession session)
    {
        if (session.Properties is [var property, ..])
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidSessionProperty, $"Session property '{property}' does not exist"));
        }

        if (SessionTimeZone.EngineName(session.TimeZone) is null)
        {
            throw new QueryFailedException(EngineFailure.UnknownTimeZone);
        }
    }

    private async Task<QueryPlan> PlanUseAsync(QueryRequest request, Statement.Use use, CancellationToken cancellationToken)
    {
        if ((use.Catalog ?? request.Session.Catalog ?? Sandbox.Catalog) is var name && AsciiNames.Lower(name) != Sandbox.Catalog)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.CatalogNotFound, $"Catalog '{name}' not found. The mesh has one catalog: {Sandbox.Catalog}."));
        }

        await ProductsOfAsync(request, use.Schema, cancellationToken);
        return new QueryPlan.Use(Sandbox.Catalog, use.Schema);
    }

    private async Task<QueryPlan> PlanShowAsync(QueryRequest request, Statement.Show show, CancellationToken cancellationToken)
    {
        var products = show switch
        {
            { Schema: { } schema } => await ProductsOfAsync(request, schema, cancellationToken),
            { Table: { } table } => await ProductAsync(request, table, cancellationToken),
            { Source: var source } when MetadataTables.IsAboutProducts(source) => await catalog.DiscoverableAsync(request, domain: null, cancellationToken),
            _ => [],
        };
        return new QueryPlan.Run(Request(request, MetadataViews.Statements(new HashSet<MetadataTable> { show.Source }, products), [], schema: null) with { Sql = show.Sql }, UserSql: null, Reads: []);
    }

    private async Task<QueryPlan> PlanQueryAsync(QueryRequest request, WorkerProcess worker, CancellationToken cancellationToken)
    {
        // Step 9a: parse. A worker does it, because a hostile text may bring the parser down.
        var text = TimeTravelClauses.Read(request.Sql);
        if (text.Refusal is { } misplaced)
        {
            throw new QueryFailedException(misplaced);
        }

        var tree = await ParseAsync(text.Sql, worker, cancellationToken);

        // Step 9b: understand it.
        var analysis = SqlAnalyzer.Analyze(request.Sql, tree, text);
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
        var setup = new List<string>();
        var products = RequestedProduct.Of(resolved);
        var views = await Task.WhenAll(products.Select(product => ViewsAsync(request, product, cancellationToken)));
        setup.AddRange(views.SelectMany(view => view.Statements));
        IReadOnlyList<ProductFiles> reads = [.. views.SelectMany(view => view.Files)];

        var metadata = resolved.OfType<ResolvedTable.Metadata>().ToList();
        if (metadata.Count > 0)
        {
            setup.AddRange(await MetadataAsync(request, metadata.Select(table => table.Table).ToHashSet(), cancellationToken));
        }

        // Step 10: the request to the worker.
        var schema = request.Session.Schema is { } named && products.Any(product => product.Id.Product.Domain == AsciiNames.Lower(named)) ? AsciiNames.Lower(named) : null;
        var run = Request(request, setup, [.. reads.SelectMany(read => read.Paths).Distinct(StringComparer.Ordinal)], schema);
        var elsewhere = TableViews.Of(metadata, products);
        return elsewhere.Count == 0
            ? new QueryPlan.Run(run with { Sql = request.Sql }, request.Sql, reads)
            : new QueryPlan.Run(run with { Tree = TreeRewriter.ToViews(tree, elsewhere) }, UserSql: null, reads);
    }

    private async Task<IReadOnlyList<string>> MetadataAsync(QueryRequest request, HashSet<MetadataTable> tables, CancellationToken cancellationToken) =>
        MetadataViews.Statements(tables, tables.Any(MetadataTables.IsAboutProducts) ? await catalog.DiscoverableAsync(request, domain: null, cancellationToken) : []);

    private async Task<ReadOnlyMemory<byte>> ParseAsync(string sql, WorkerProcess worker, CancellationToken cancellationToken)
    {
        await worker.SendAsync(FrameKind.Parse, Encoding.UTF8.GetBytes(sql), cancellationToken);
        return await worker.ReadAsync() switch
        {
            { Kind: FrameKind.Tree } tree => tree.Content,
            { Kind: FrameKind.Failed } failed => throw new QueryFailedException(EngineFailure.From(WorkerFrames.Error(failed), sql, [], options.Value)),
            _ => throw new QueryFailedException(worker.EndedFor ?? new QueryFailure(TrinoErrorCode.QueryRejected, "The query cannot be parsed safely: the parser did not survive it. Write it in a simpler form.")),
        };
    }

    private async Task<(IReadOnlyList<string> Statements, IReadOnlyList<ProductFiles> Files)> ViewsAsync(
        QueryRequest request, RequestedProduct table, CancellationToken cancellationToken)
    {
        // Both at once; what becomes of the table matters only to a reader who may have it.
        var requested = tables.Ask(table.Id, cancellationToken);
        var product = await catalog.FindAsync(table.Id, cancellationToken);
        var decision = product is null ? null : access.Read(request, product);
        if (product is null || decision is null || (!decision.Permit && !access.MayDiscover(request, product)))
        {
            throw await NotFoundAsync(request, table.Id, table.Reference, cancellationToken);
        }

        if (!decision.Permit)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.PermissionDenied,
                $"Access Denied: Cannot select from table {Sandbox.Catalog}.{table.Id}: {decision.Reason}"));
        }

        if (product.Lifecycle is { State: MajorVersionState.Retired } retired)
        {
            throw new QueryFailedException(new QueryFailure(
                TrinoErrorCode.TableNotFound,
                $"Table '{Sandbox.Catalog}.{product.Name}@{product.Version.Major}' was retired{(retired.Successor is { } successor ? $"; {successor} takes its place" : "")}",
                SqlPosition.FromByteOffset(request.Sql, table.Reference.Offset)));
        }

        var found = await tables.FindAsync(product, requested, cancellationToken);
        // Rows that only another branch has were not validated against the contract.
        var isOwn = request.Principal.Domain == product.Name.Domain;
        var statements = new List<string>();
        var files = new List<ProductFiles>();
        foreach (var state in table.States)
        {
            var choice = ProductStates.Find(product.Name, found, state.Requested, request.Session.TimeZone, isOwn);
            var pushedDown = found is null ? Predicate.True : FilePruning.Of([.. state.References.Select(reference => reference.Condition)], product.Schema, found.CurrentSchema, decision);
            var rows = await tables.RowsAsync(product, found, choice, pushedDown, cancellationToken);
            statements.AddRange(ProductView.Statements(table.Id, state.Suffix, product, rows, decision));
            files.Add(new ProductFiles(product.Name, rows.Paths));
        }

        foreach (var kind in table.Histories)
        {
            statements.AddRange(ProductHistoryView.Statements(table.Id, kind, found, isOwn, seesAllRows: decision.RowFilters.Count == 0));
        }

        return (statements, files);
    }

    private async Task<IReadOnlyList<ProductDetails>> ProductsOfAsync(QueryRequest request, string schema, CancellationToken cancellationToken)
    {
        var products = await catalog.DiscoverableAsync(request, schema, cancellationToken);
        return products.Count > 0 || MetadataTables.AlwaysThere.Contains(schema, StringComparer.Ordinal)
            ? products
            : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.SchemaNotFound, $"Schema '{schema}' does not exist"));
    }

    private async Task<IReadOnlyList<ProductDetails>> ProductAsync(QueryRequest request, TableReference table, CancellationToken cancellationToken) =>
        NameResolution.Resolve(table, request.Session, request.Sql) switch
        {
            ResolvedTable.Unknown unknown => throw new QueryFailedException(unknown.Failure),
            ResolvedTable.Product product => await catalog.FindVisibleAsync(request, product.Id, cancellationToken) is { } found
                ? [found]
                : throw await NotFoundAsync(request, product.Id, table, cancellationToken),
            _ => [],
        };

    /// <summary>A hidden product is, for the caller, not there: both cases have the same message.</summary>
    private async Task<QueryFailedException> NotFoundAsync(QueryRequest request, ProductReference id, TableReference reference, CancellationToken cancellationToken)
    {
        var position = SqlPosition.FromByteOffset(request.Sql, reference.Offset);
        return new QueryFailedException(await catalog.HasDomainAsync(request, id.Product.Domain, cancellationToken)
            ? new QueryFailure(TrinoErrorCode.TableNotFound, $"Table '{Sandbox.Catalog}.{id}' does not exist", position)
            : new QueryFailure(TrinoErrorCode.SchemaNotFound, $"Schema '{id.Product.Domain}' does not exist", position));
    }

    private ExecuteRequest Request(QueryRequest request, IReadOnlyList<string> setup, IReadOnlyList<string> files, string? schema) => new()
    {
        Setup = [.. setup, .. SessionMacros(request)],
        Files = files,
        Schema = schema,
        TimeZone = SessionTimeZone.EngineName(request.Session.TimeZone)!,
        Format = request.Format,
        ParametricDateTime = request.Session.ParametricDateTime,
        MaxRows = options.Value.MaxRows,
        MaxResultBytes = options.Value.MaxResultMiB * 1024L * 1024,
    };

    // The engine would answer with itself.
    private static IEnumerable<string> SessionMacros(QueryRequest request) => new (string Name, string? Answer)[]
    {
        ("current_user", request.Principal.Subject),
        ("session_user", request.Principal.Subject),
        ("user", request.Principal.Subject),
        ("current_catalog", AsciiNames.Lower(request.Session.Catalog ?? Sandbox.Catalog)),
        ("current_database", AsciiNames.Lower(request.Session.Catalog ?? Sandbox.Catalog)),
        ("current_role", null),
        ("current_schema", request.Session.Schema is { } schema ? AsciiNames.Lower(schema) : null),
        ("version", TrinoVersion.Spoken),
    }.Select(macro => $"CREATE MACRO {Sandbox.Catalog}.main.\"{macro.Name}\"() AS {(macro.Answer is { } answer ? SqlText.Quote(answer) : "CAST(NULL AS VARCHAR)")}");
}
