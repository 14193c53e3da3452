using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>
/// A handle that keeps its parent alive: database ← connection ← statement ← result ← chunk may be disposed in any
/// order; the engine's object goes when the last one that needs it has gone.
/// </summary>
internal abstract class EngineHandle : SafeHandle
{
    private readonly EngineHandle? _parent;
    private volatile bool _disposed;

    protected EngineHandle(EngineHandle? parent) : base(0, ownsHandle: true)
    {
        if (parent is null)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(parent.IsDisposed, parent);
        var added = false;
        parent.DangerousAddRef(ref added);
        _parent = parent;
    }

    /// <summary>Whether its user has disposed it. IsClosed says it only once the last child has gone.</summary>
    internal bool IsDisposed => _disposed;

    // Never "invalid": a handle whose creation failed still holds its parent, and often the reason of the failure.
    public sealed override bool IsInvalid => false;

    protected sealed override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    protected sealed override bool ReleaseHandle()
    {
        // Without a native object there is nothing to give back, and the library itself may be missing.
        if (handle != 0)
        {
            Destroy();
        }

        _parent?.DangerousRelease();
        return true;
    }

    /// <summary>Gives the native object back. Also called when its creation failed and left an object with the reason.</summary>
    protected abstract void Destroy();
}
