namespace MeshStarter.DuckDb.Native;

/// <summary>One value of the engine's, to be bound.</summary>
internal sealed class ValueHandle : EngineHandle
{
    internal ValueHandle(nint value) : base(null)
    {
        handle = value;
        // The engine does not look before it reads a value.
        if (value == 0)
        {
            throw new DuckDbException(DuckDbErrorKind.InvalidInput, "The engine does not take the value given.");
        }
    }

    protected override void Destroy() => NativeMethods.DestroyValue(ref handle);
}
