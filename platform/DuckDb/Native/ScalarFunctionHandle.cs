using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Running;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Native;

/// <summary>A scalar function of a text, on its way to the engine. The engine keeps its own copy, and the delegate until that goes.</summary>
internal sealed unsafe class ScalarFunctionHandle : EngineHandle
{
    internal ScalarFunctionHandle() : base(null) => handle = NativeMethods.CreateScalarFunction();

    internal static ScalarFunctionHandle OfText(string name, TextFunctionCall call)
    {
        var function = new ScalarFunctionHandle();
        using var text = new LogicalTypeHandle(NativeMethods.CreateLogicalType((int)DuckDbTypeId.Varchar));
        NativeMethods.SetFunctionName(function, name);
        NativeMethods.AddFunctionParameter(function, text);
        NativeMethods.SetFunctionReturnType(function, text);
        NativeMethods.SetFunctionExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(call)), &Forget);
        NativeMethods.SetFunction(function, &Run);
        return function;
    }

    protected override void Destroy() => NativeMethods.DestroyScalarFunction(ref handle);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Forget(nint info)
    {
        if (info != 0)
        {
            GCHandle.FromIntPtr(info).Free();
        }
    }

    // No exception may cross the border: it would end the process.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint call, nint input, nint output)
    {
        try
        {
            ((TextFunctionCall)GCHandle.FromIntPtr(NativeMethods.FunctionExtraInfo(call)).Target!).Run(input, output);
        }
        catch (Exception failed)
        {
            NativeMethods.SetFunctionError(call, $"The function failed: {failed.GetType().Name}.");
        }
    }
}
