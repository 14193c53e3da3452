namespace MeshStarter.DuckDb.Native;

/// <summary>The settings of a connection by which the engine writes a result's values in Arrow.</summary>
internal sealed class ArrowOptionsHandle : EngineHandle
{
    internal ArrowOptionsHandle(ResultHandle result, nint options) : base(result) => handle = options;

    protected override void Destroy() => NativeMethods.DestroyArrowOptions(ref handle);

    /// <exception cref="DuckDbException">The call failed.</exception>
    internal static unsafe void Check(nint error)
    {
        if (error == 0)
        {
            return;
        }

        var message = NativeMethods.HasError(error) ? NativeText.Borrowed(NativeMethods.ErrorMessage(error)) ?? "" : null;
        NativeMethods.DestroyError(ref error);
        if (message is not null)
        {
            throw DuckDbException.FromMessage(message);
        }
    }
}
