using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb;

// The thread that uses the connection, and the result that is open on it.
public sealed partial class DuckDbConnection
{
    private readonly Lock _openLock = new();
    private DuckDbResult? _open;
    private int _busy;

    /// <summary>Takes the connection's turn for a command, which ends an open result.</summary>
    internal ConnectionUse EnterForCommand()
    {
        ObjectDisposedException.ThrowIf(_handle.IsDisposed, this);
        var use = Enter();
        use.Hold(_handle);
        TakeOpen()?.Supersede();
        return use;
    }

    /// <summary>Takes the connection's turn for what leaves an open result alone.</summary>
    internal ConnectionUse Enter() => TryEnter(out var use) ? use : throw InUse();

    /// <summary>Takes the connection's turn if no other thread has it.</summary>
    internal bool TryEnter(out ConnectionUse use)
    {
        var free = Interlocked.Exchange(ref _busy, 1) == 0;
        use = free ? new ConnectionUse(this) : default;
        return free;
    }

    internal static InvalidOperationException InUse() => new("The connection is in use by another thread. Open one connection per thread.");

    /// <summary>Ends a result's query, from any thread; where another one is reading it, that one is interrupted and ends it.</summary>
    internal void Close(DuckDbResult result)
    {
        if (TryEnter(out var use))
        {
            using (use)
            {
                TakeOpen(result)?.Abandon();
            }

            return;
        }

        // Under the lock no further command has begun: it takes away what is open first, and beginning clears the interrupt.
        lock (_openLock)
        {
            if (_open == result)
            {
                NativeMethods.Interrupt(_handle.DangerousGetHandle());
            }
        }
    }

    private DuckDbResult Open(DuckDbResult result)
    {
        lock (_openLock)
        {
            _open = result;
        }

        return result;
    }

    /// <summary>Takes away the result that is open, or only this one.</summary>
    private DuckDbResult? TakeOpen(DuckDbResult? only = null)
    {
        lock (_openLock)
        {
            if (_open is null || (only is not null && _open != only))
            {
                return null;
            }

            var open = _open;
            _open = null;
            return open;
        }
    }

    /// <summary>One thread's turn on the connection.</summary>
    internal ref struct ConnectionUse(DuckDbConnection connection) : IDisposable
    {
        private ConnectionHandle? _held;

        /// <summary>Keeps the engine's connection open for the turn, even if another thread disposes it concurrently.</summary>
        internal void Hold(ConnectionHandle handle)
        {
            var held = false;
            try
            {
                handle.DangerousAddRef(ref held);
            }
            finally
            {
                if (held)
                {
                    _held = handle;
                }
                else
                {
                    Dispose();
                }
            }
        }

        public readonly void Dispose()
        {
            _held?.DangerousRelease();
            Volatile.Write(ref connection._busy, 0);
        }
    }
}
