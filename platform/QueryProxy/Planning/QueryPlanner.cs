using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Explain;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Metadata;
using MeshStarter.QueryProxy.Prepared;
using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Sessions;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Step 9 of a read: finds the kind of a statement, and has it planned.</summary>
internal sealed class QueryPlanner(CatalogLookup catalog, AccessDecisions access, SelectPlanner selects, MetadataPlanner metadata, PreparedStatementPlanner prepared, SessionPlanner sessions)
{
    /// <exception cref="QueryFailedException">The statement is refused, and why.</exception>
    public async Task<QueryPlan> PlanAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        request = access.WithBundle(request);
        try
        {
            SessionPlanner.RequireSession(request);
            request = SessionPlanner.WithPurpose(request);
            return await PlanAsync(request, isDescribed: false, cancellationToken);
        }
        catch (QueryFailedException refused) when (IsRecorded(refused.Failure.Code))
        {
            access.Refused(request, refused.Failure.Code);
            throw;
        }
        catch (CatalogUnavailableException unavailable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.CatalogUnavailable, "The catalog cannot answer now, so products cannot be found or read. Try again in a moment."), unavailable);
        }
        catch (ProductUnreadableException unreadable)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.DataUnreadable, unreadable.Message), unreadable);
        }
        catch (Exception defect) when (defect is not QueryFailedException && !(defect is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            access.Refused(request, TrinoErrorCode.GenericInternalError);
            throw;
        }
    }

    // What is denied has a record of its decision.
    private static bool IsRecorded(TrinoErrorCode code) =>
        code == TrinoErrorCode.GenericInternalError || (code.Type == TrinoErrorType.UserError && code != TrinoErrorCode.PermissionDenied);

    /// <summary>Plans a statement: the one that was sent, or one that it executes.</summary>
    private async Task<QueryPlan> PlanAsync(QueryRequest request, bool isDescribed, CancellationToken cancellationToken)
    {
        RequireReadable(request);
        var statement = StatementReader.Read(request.Sql, request.Session);
        sessions.Enter(request, statement);
        switch (statement)
        {
            case Statement.Refused refused:
                throw new QueryFailedException(refused.Failure);
            case Statement.Use use:
                return await PlanUseAsync(request, use, cancellationToken);
            case Statement.Show show:
                return await metadata.PlanShowAsync(request, show, cancellationToken);
            case Statement.Prepare prepare:
                return await prepared.PlanPrepareAsync(request, prepare, cancellationToken);
            case Statement.Deallocate deallocate:
                return prepared.PlanDeallocate(request, deallocate);
            case Statement.Execute execute:
                return await PlanExecutionAsync(request, prepared.Inner(request, execute.Name), execute.Values, cancellationToken);
            case Statement.ExecuteImmediate immediate:
                return await PlanExecutionAsync(request, PreparedStatementPlanner.Immediate(request, immediate.Sql), immediate.Values, cancellationToken);
            case Statement.Describe describe:
                return PreparedStatementPlanner.Described(await PlanAsync(request with { Sql = prepared.Inner(request, describe.Name) }, isDescribed: true, cancellationToken), describe.Answer);
            case Statement.ShowSession show:
                return metadata.PlanShowSession(request, show);
            case Statement.ShowCreate show:
                return await metadata.PlanShowCreateAsync(request, show, cancellationToken);
            case Statement.ShowCreateSchema show:
                return await metadata.PlanShowCreateSchemaAsync(request, show, cancellationToken);
            case Statement.ShowStats show:
                return await PlanStatsAsync(request, show, cancellationToken);
            case Statement.Explain explain:
                return ExplainedQuery.Of(await PlanAsync(request with { Sql = explain.Sql }, isDescribed, cancellationToken), explain.Form);
            case Statement.SetSession set:
                return SessionPlanner.Set(request, set);
            case Statement.ResetSession reset:
                return SessionPlanner.Reset(reset);
            case Statement.SetTimeZone zone:
                return SessionPlanner.Zone(zone);
            case Statement.StartTransaction start:
                return sessions.Start(request, start);
            case Statement.EndTransaction end:
                return sessions.End(request, end);
            default:
                return await selects.PlanAsync(request, isDescribed, cancellationToken);
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

    private async Task<QueryPlan> PlanExecutionAsync(QueryRequest request, string sql, IReadOnlyList<ParameterArgument> arguments, CancellationToken cancellationToken)
    {
        var text = await prepared.ExecutedAsync(request, sql, arguments, cancellationToken);
        try
        {
            var planned = await PlanAsync(request with { Sql = text.Sql }, isDescribed: false, cancellationToken);
            return planned is QueryPlan.Run run ? run with { Executed = text, Reading = run.Reading is { } reading ? reading with { Sql = sql } : null } : planned;
        }
        catch (QueryFailedException refused)
        {
            throw new QueryFailedException(text.Placed(refused.Failure), refused.InnerException);
        }
    }

    // Places in the query that answers it are not of the caller's text.
    private async Task<QueryPlan> PlanStatsAsync(QueryRequest request, Statement.ShowStats show, CancellationToken cancellationToken)
    {
        try
        {
            var planned = await selects.PlanAsync(request with { Sql = await metadata.StatsAsync(request, show, cancellationToken) }, isDescribed: false, cancellationToken);
            return planned with { Text = null };
        }
        catch (QueryFailedException refused)
        {
            throw new QueryFailedException(refused.Failure with { Position = null }, refused.InnerException);
        }
    }

    private async Task<QueryPlan> PlanUseAsync(QueryRequest request, Statement.Use use, CancellationToken cancellationToken)
    {
        var catalogName = use.Catalog ?? AsciiNames.Lower(request.Session.Catalog ?? Definition.Catalog);
        if (MetadataTables.NoCatalog(catalogName) is { } unknown)
        {
            throw new QueryFailedException(unknown);
        }

        await catalog.ProductsOfAsync(request, new SchemaName(catalogName, use.Schema), cancellationToken);
        return new QueryPlan.Change(new SessionChange("USE") { Catalog = catalogName, Schema = use.Schema });
    }
}
