using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Stores sessions in the portal's database, for several processes of the portal.</summary>
internal sealed class PostgresSessionStore(NpgsqlDataSource database, SessionText text, SessionTurns turns, TimeProvider time) : ISessionStore
{
    /// <inheritdoc/>
    public Task AddAsync(SignInSession session, CancellationToken cancellationToken) => database.ExecuteAsync(
        "DELETE FROM sessions WHERE ends_at < @now; INSERT INTO sessions (name, content, ends_at) VALUES (@name, @content, @until)",
        new { now = time.GetUtcNow(), name = SessionText.NameOf(session.Id), content = text.Write(session), until = session.Until },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<SignInSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, transaction: null, id, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<SignInSession?> ChangeAsync(string id, Func<SignInSession, Task<SignInSession?>> change, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(id, cancellationToken);
        using var place = await turns.TakeConnectionAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ReadAsync(connection, transaction, id, cancellationToken) is not { } session)
        {
            return null;
        }

        var changed = await change(session);
        if (changed != session)
        {
            // Also for a reader who has left: the provider has used up the refresh token.
            await connection.ExecuteAsync(
                changed is null ? "DELETE FROM sessions WHERE name = @name" : "UPDATE sessions SET content = @content WHERE name = @name",
                new { name = SessionText.NameOf(id), content = changed is null ? [] : text.Write(changed) },
                CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        return changed;
    }

    private async Task<SignInSession?> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, string id, CancellationToken cancellationToken)
    {
        var content = await connection.FirstAsync<byte[]>(
            $"SELECT content FROM sessions WHERE name = @name{(transaction is null ? "" : " FOR UPDATE")}", new { name = SessionText.NameOf(id) }, cancellationToken);
        return content is null ? null : text.Read(id, content);
    }
}
