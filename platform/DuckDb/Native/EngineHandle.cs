using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>
/// A handle that keeps its parent alive: database ← connection ← statement ← result ← chunk may be disposed in any
/// order; the engine's object goes when the last one that needs it has gone.
/// </summary>
internal abstract class EngineHandle : SafeHandle
{
    private readonly EngineHandle? _parent;

    protected EngineHandle(EngineHandle? parent) : base(0, ownsHandle: true)
    {
        if (parent is null)
            return;
        var added = false;
        parent.DangerousAddRef(ref added);
        _parent = parent;
    }

    // Never "invalid": a handle whose creation failed still holds its parent, and often the reason of the failure.
    public sealed override bool IsInvalid => false;

    protected sealed override bool ReleaseHandle()
    {
        Destroy();
        _parent?.DangerousRelease();
        return true;
    }

    /// <summary>Gives the native object back. Also called when its creation failed; the C API takes null pointers.</summary>
    protected abstract void Destroy();
}
