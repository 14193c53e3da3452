using MeshStarter.DuckDb;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Policy.Tests;

/// <summary>An engine for the cases of a class, with the function of the hash mask. Each case sets the time zone that it needs.</summary>
public sealed class DuckDbFixture : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();

    public DuckDbFixture()
    {
        Connection = _database.Connect();
        Connection.RegisterFunction(HashMask.Function, alias: null, Key.Hash);
    }

    internal static PseudonymKey Key { get; } = PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "domain analytics");

    internal DuckDbConnection Connection { get; }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }
}
