using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// Changes of the registry, one after another: two who register the same schema get one id, and what a check saw still
/// is locked when its change is made. Registering is rare; reading never waits.
/// </summary>
internal static class RegistryTransaction
{
    // "schema" as a number; products' own locks are hashes of their names.
    public const long LockKey = 0x736368656d61;

    /// <summary>SQL of the lock, by <c>$1</c>, in a batch of statements.</summary>
    public const string LockAll = "SELECT pg_advisory_xact_lock($1)::text";

    private const string Lock = "SELECT pg_advisory_xact_lock(@LockKey)::text";

    /// <summary>Opens the connection, which stays open until its call is answered, and begins the next change.</summary>
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(transaction, cancellationToken);
        return transaction;
    }

    public static Task LockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.ExecuteAsync(
        Lock, new { LockKey }, cancellationToken);
}
