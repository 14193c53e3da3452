using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb.Native;

/// <summary>A scalar function on its way to the engine. The engine keeps its own copy, and the delegate until that goes.</summary>
internal sealed unsafe class ScalarFunctionHandle : EngineHandle
{
    internal ScalarFunctionHandle() : base(null) => handle = NativeMethods.CreateScalarFunction();

    internal static ScalarFunctionHandle Of(string name, ReadOnlySpan<DuckDbTypeId> parameters, DuckDbTypeId result, string? alias, IScalarCall call)
    {
        var function = new ScalarFunctionHandle();
        NativeMethods.SetFunctionName(function, name);
        foreach (var parameter in parameters)
        {
            using var type = new LogicalTypeHandle(NativeMethods.CreateLogicalType((int)parameter));
            NativeMethods.AddFunctionParameter(function, type);
        }

        using var returned = new LogicalTypeHandle(NativeMethods.CreateLogicalType((int)result));
        if (alias is not null)
        {
            NativeMethods.SetTypeAlias(returned, alias);
        }

        NativeMethods.SetFunctionReturnType(function, returned);
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
            ((IScalarCall)GCHandle.FromIntPtr(NativeMethods.FunctionExtraInfo(call)).Target!).Run(input, output);
        }
        catch (DuckDbFunctionException refused)
        {
            NativeMethods.SetFunctionError(call, refused.Message);
        }
        catch (Exception failed)
        {
            NativeMethods.SetFunctionError(call, $"The function failed: {failed.GetType().Name}.");
        }
    }
}
