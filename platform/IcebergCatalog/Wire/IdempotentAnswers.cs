using MeshStarter.Lake.Tables;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>
/// Stores the responses to requests with an <c>Idempotency-Key</c>. A success is stored in the transaction of its action, so that a
/// client whose response was lost gets it on the retry instead of a conflict with itself.
/// </summary>
internal sealed class IdempotentAnswers(NpgsqlDataSource database, TimeProvider time)
{
    private readonly KeyedLock<Guid> _lock = new();

    /// <summary>Does what is requested, or answers as before.</summary>
    /// <param name="http">The request.</param>
    /// <param name="act">Does it, and keeps its answer under the key.</param>
    /// <param name="showTable">Answers with a table as it is now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> RunAsync(HttpContext http, Func<IdempotencyKey?, Task<IResult>> act, Func<Guid, Task<IResult>>? showTable, CancellationToken cancellationToken)
    {
        if (IdempotencyKey.Of(http) is not { } key)
        {
            return await act(null);
        }

        using var entered = await _lock.EnterAsync(key.Key, cancellationToken);
        if (await FindAsync(key, cancellationToken) is { } answered)
        {
            return await AgainAsync(key, answered, showTable);
        }

        try
        {
            return await act(key);
        }
        catch (AnsweredElsewhereException)
        {
            return await AgainAsync(key, (await FindAsync(key, cancellationToken))!, showTable);
        }
        catch (Exception exception) when (IcebergErrorFilter.Answer(exception) is { Status: >= 400 and < 500 } refused)
        {
            // The same request, done by another catalog, may be the reason of the refusal here.
            if (await KeepRefusalAsync(key, refused) == 0 && await FindAsync(key, cancellationToken) is { } first)
            {
                return await AgainAsync(key, first, showTable);
            }

            throw;
        }
    }

    /// <summary>Keeps a success within the transaction of the action.</summary>
    /// <exception cref="AnsweredElsewhereException">Another catalog did the same request first; nothing may be done here.</exception>
    public async Task KeepAsync(IdempotencyKey? key, NpgsqlTransaction transaction, int status, Guid? tableId, string? body, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return;
        }

        var kept = await transaction.ExecuteAsync(
            """
            INSERT INTO iceberg_answers (idempotency_key, request_hash, status, table_id, body, answered_at)
            VALUES (@Key, @RequestHash, @Status, @TableId, @Body, @Now) ON CONFLICT DO NOTHING
            """,
            new { key.Key, key.RequestHash, Status = status, TableId = tableId, Body = body, Now = time.GetUtcNow() },
            cancellationToken);
        if (kept == 0)
        {
            throw new AnsweredElsewhereException();
        }
    }

    private static async Task<IResult> AgainAsync(IdempotencyKey key, Answered answered, Func<Guid, Task<IResult>>? showTable)
    {
        if (!answered.RequestHash.AsSpan().SequenceEqual(key.RequestHash))
        {
            throw IcebergRefusedException.Unprocessable($"{IdempotencyKey.Header}: {key.Key} was used for another request; a key is used for one.");
        }

        if (answered.ErrorType is { } type)
        {
            throw IcebergRefusedException.Again(answered.Status, type, answered.Body!);
        }

        return answered switch
        {
            { TableId: { } table } when showTable is not null => await showTable(table),
            { Body: { } body } => new JsonAnswer(answered.Status, System.Text.Encoding.UTF8.GetBytes(body)),
            _ => TypedResults.StatusCode(answered.Status),
        };
    }

    private Task<Answered?> FindAsync(IdempotencyKey key, CancellationToken cancellationToken) => database.FirstAsync<Answered>(
        "SELECT request_hash, status, error_type, body, table_id FROM iceberg_answers WHERE idempotency_key = @Key", new { key.Key }, cancellationToken);

    private Task<int> KeepRefusalAsync(IdempotencyKey key, IcebergRefusedException refused) => database.ExecuteAsync(
        """
        INSERT INTO iceberg_answers (idempotency_key, request_hash, status, error_type, body, answered_at)
        VALUES (@Key, @RequestHash, @Status, @Type, @Message, @Now) ON CONFLICT DO NOTHING
        """,
        new { key.Key, key.RequestHash, refused.Status, refused.Type, refused.Message, Now = time.GetUtcNow() },
        CancellationToken.None);

    private sealed record Answered(byte[] RequestHash, int Status, string? ErrorType, string? Body, Guid? TableId);
}

/// <summary>The same request is done already, by another catalog.</summary>
internal sealed class AnsweredElsewhereException : Exception;
