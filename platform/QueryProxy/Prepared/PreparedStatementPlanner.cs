using System.Collections.ObjectModel;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Prepared;

/// <summary>Plans statements about prepared statements. The session that holds these is the client's.</summary>
internal sealed class PreparedStatementPlanner(QueryParser parser, IOptions<QueryOptions> options)
{
    /// <summary>PREPARE: the text must be one that the parser takes; what it names is looked up when it is executed.</summary>
    /// <exception cref="QueryFailedException">The text is refused.</exception>
    public async Task<QueryPlan> PlanPrepareAsync(QueryRequest request, Statement.Prepare prepare, CancellationToken cancellationToken)
    {
        var statement = Preparable(request, prepare.Sql);
        if (statement is Statement.Refused refused)
        {
            throw new QueryFailedException(refused.Failure);
        }

        if (statement is Statement.Query)
        {
            await UnderstandAsync(request, SelectText.Read(prepare.Placed), cancellationToken);
        }

        return new QueryPlan.Change(new SessionChange("PREPARE") { AddedPrepare = PreparedStatements.Encode(prepare.Name, prepare.Sql) });
    }

    /// <summary>DEALLOCATE PREPARE.</summary>
    /// <exception cref="QueryFailedException">The session has no such statement.</exception>
    public QueryPlan PlanDeallocate(QueryRequest request, Statement.Deallocate deallocate)
    {
        Find(request, deallocate.Name);
        return new QueryPlan.Change(new SessionChange("DEALLOCATE") { DeallocatedPrepare = deallocate.Name });
    }

    /// <summary>The text of a prepared statement of the session.</summary>
    /// <exception cref="QueryFailedException">The session has no such statement, or it is one about prepared statements.</exception>
    public string Inner(QueryRequest request, string name) => Immediate(request, Find(request, name));

    /// <summary>The text of EXECUTE IMMEDIATE.</summary>
    /// <exception cref="QueryFailedException">It is a statement about prepared statements again.</exception>
    public static string Immediate(QueryRequest request, string sql)
    {
        Preparable(request, sql);
        return sql;
    }

    /// <summary>The statement that EXECUTE runs: a prepared one with the expressions behind USING. These are parsed as a query of their own, because what is constant alone means the same there.</summary>
    /// <param name="request">The statement, which is an EXECUTE.</param>
    /// <param name="sql">The prepared statement.</param>
    /// <param name="arguments">The expressions.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryFailedException">One is not constant, or there are more or fewer than parameters.</exception>
    public async Task<ExecutedText> ExecutedAsync(QueryRequest request, string sql, IReadOnlyList<ParameterArgument> arguments, CancellationToken cancellationToken)
    {
        List<ParameterArgument> expressions = [.. arguments.Where(argument => argument.Literal is null)];
        if (expressions.Count > 0)
        {
            var constants = SelectText.ReadWithoutParameters(ConstantText.Of(request.Sql, expressions));
            var query = await UnderstandAsync(request, constants, cancellationToken);
            ConstantText.RequireConstant(constants.Sql, query.Tree, expressions.Count);
        }

        return ExecutedText.Of(sql, request.Sql, arguments);
    }

    /// <summary>The plan of a statement that is described, not run.</summary>
    public static QueryPlan Described(QueryPlan plan, StatementUse use) => plan is QueryPlan.Run run
        ? run with { Request = (use == StatementUse.DescribeOutput ? Answering(run.Request) : run.Request) with { Use = use }, Reading = null }
        : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "The prepared statement has no parameters and no columns: only queries, SHOW and DESCRIBE have."));

    // The columns of EXPLAIN are those of its answer.
    private static ExecuteRequest Answering(ExecuteRequest request) => request.Answer is not { } answer ? request
        : request with { Sql = request.Use == StatementUse.Analyze ? InlineRows.Plan(answer) : answer, Tree = null, ColumnShapes = ReadOnlyDictionary<int, string>.Empty };

    private async Task<UnderstoodQuery> UnderstandAsync(QueryRequest request, SelectText text, CancellationToken cancellationToken)
    {
        var query = text.Understand(await parser.ParseAsync(request, text.Parsable, cancellationToken));
        return query.Analysis.Refusal is { } failure ? throw new QueryFailedException(text.Placed(failure)) : query;
    }

    private string Find(QueryRequest request, string name) =>
        PreparedStatements.Find(request.Session.PreparedStatements, name, options.Value.MaxTextLength)
            ?? throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotFound,
                $"Prepared statement not found: {name}. Send PREPARE {name} FROM statement first, and with each statement the header X-Trino-Prepared-Statement, as Trino's clients do."));

    // One in another, also behind EXPLAIN, would go on without an end.
    private static Statement Preparable(QueryRequest request, string sql)
    {
        var statement = StatementReader.Read(sql, request.Session);
        var name = (statement is Statement.Explain explain ? StatementReader.Read(explain.Sql, request.Session) : statement) switch
        {
            Statement.Prepare => "PREPARE",
            Statement.Execute or Statement.ExecuteImmediate => "EXECUTE",
            Statement.Deallocate => "DEALLOCATE",
            Statement.Describe => "DESCRIBE",
            _ => null,
        };
        return name is null ? statement : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, $"Invalid statement type for prepared statement: {name}"));
    }
}
