using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>A token that interrupts what a connection runs. Dispose waits until an interrupt under way is done.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly ConnectionHandle _connection;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="connection">Must be kept alive by the caller until Dispose.</param>
    /// <param name="token">The token that interrupts.</param>
    internal Interruption(ConnectionHandle connection, CancellationToken token)
    {
        _connection = connection;
        Token = token;
        _registration = token.UnsafeRegister(static self => ((Interruption)self!).Interrupt(), this);
    }

    internal CancellationToken Token { get; }

    internal Interruption With(CancellationToken token) => new(_connection, token);

    public void Dispose() => _registration.Dispose();

    // By the raw pointer: the connection may have been disposed by its user while a result still holds it open.
    private void Interrupt() => NativeMethods.Interrupt(_connection.DangerousGetHandle());
}
