using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Prepared;

/// <summary>
/// Computes the constant expressions behind USING. They are a query of their own, parsed, understood and decided as any other; what the statement gets is
/// their values, each of its type.
/// </summary>
internal sealed class ConstantExpressions(SelectPlanner selects, WorkerPool workers, ResultStorage storage, IOptions<QueryOptions> options)
{
    // Values are held in memory, and go to the worker again.
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The values of a statement's arguments.</summary>
    /// <param name="request">The statement, which is an EXECUTE.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="QueryFailedException">One has no value.</exception>
    public async Task<IReadOnlyList<ParameterValue>> ValuesAsync(QueryRequest request, IReadOnlyList<ParameterArgument> arguments, CancellationToken cancellationToken)
    {
        List<ParameterArgument.Expression> expressions = [.. arguments.OfType<ParameterArgument.Expression>()];
        var computed = new Queue<ParameterValue>(expressions.Count == 0 ? [] : await ComputeAsync(request, expressions, cancellationToken));
        return [.. arguments.Select(argument => argument is ParameterArgument.Literal literal ? literal.Value : computed.Dequeue())];
    }

    private async Task<IReadOnlyList<ParameterValue>> ComputeAsync(QueryRequest request, IReadOnlyList<ParameterArgument.Expression> expressions, CancellationToken cancellationToken)
    {
        var sql = ConstantText.Of(request.Sql, expressions);
        var plan = await selects.PlanAsync(request with { Sql = sql, Format = RowFormat.Trino }, [], cancellationToken);
        ConstantText.RequireConstant(sql, plan.Tree!.Value, expressions.Count);
        await using var lent = await workers.LendAsync(request.Principal.Subject, request.Id, () => null, cancellationToken);
        var execute = plan.Request with { ParametricDateTime = true, MaxRows = 1, MaxResultBytes = Math.Min(MaxBytes, plan.Request.MaxResultBytes) };
        try
        {
            await lent.Worker.ExecuteAsync(execute, storage.DiskOf(request.Principal.Subject), cancellationToken);
        }
        catch (IOException)
        {
            // It has gone; the read says so.
        }

        var (columns, row) = await AnswerAsync(lent, plan, cancellationToken);
        return row is { Rows: 1 } ? ConstantValues.Read(columns, row.Text) : throw Failed("An expression behind USING has one value, and this has none or several. Write it into the prepared statement.");
    }

    private async Task<(ReadOnlyMemory<byte> Columns, RowBatch? Row)> AnswerAsync(WatchedWorker lent, QueryPlan.Run plan, CancellationToken cancellationToken)
    {
        var (columns, row) = (default(ReadOnlyMemory<byte>), default(RowBatch));
        while (await lent.Worker.ReadAsync() is { } frame)
        {
            switch (frame.Kind)
            {
                case FrameKind.Columns:
                    columns = frame.Content.ToArray();
                    break;
                case FrameKind.Rows:
                    var batch = WorkerFrames.Rows(frame);
                    row = batch with { Text = batch.Text.ToArray() };
                    break;
                case FrameKind.Done:
                    lent.After = WorkerAfterUse.Resetting;
                    return (columns, row);
                case FrameKind.Failed:
                    var error = lent.Worker.ErrorOf(frame);
                    lent.After = EngineFailure.IsDefect(error) ? WorkerAfterUse.Lost : WorkerAfterUse.Resetting;
                    throw error.Kind is WorkerErrors.RowLimit or WorkerErrors.ByteLimit
                        ? Failed("An expression behind USING has one value, of less than a MiB. Write it into the prepared statement.")
                        : new QueryFailedException(OfConstant(plan.Failure(error, options.Value)));
                default:
                    throw new InvalidDataException($"A worker answered {frame.Kind} to a query.");
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new QueryFailedException(lent.Worker.EndedFor ?? new QueryFailure(TrinoErrorCode.QueryRejected, "The engine did not survive an expression behind USING. Write it another way."));
    }

    private static QueryFailure OfConstant(QueryFailure failure) => failure.Code != TrinoErrorCode.ColumnNotFound ? failure
        : failure with { Code = TrinoErrorCode.ExpressionNotConstant, Message = $"Constant expression cannot contain column references. {failure.Message}" };

    private static QueryFailedException Failed(string message) => new(new QueryFailure(TrinoErrorCode.NotSupported, message));
}
