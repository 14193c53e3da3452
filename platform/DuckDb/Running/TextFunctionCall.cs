using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>Runs a function of a text over a vector of the engine. NULL stays NULL. Several threads of the engine use it at once.</summary>
internal sealed unsafe class TextFunctionCall(int maxBytes, TextFunction function) : IScalarCall
{
    public void Run(nint input, nint output)
    {
        var rows = (int)NativeMethods.CallSize(input);
        var vector = NativeMethods.CallVector(input, 0);
        var texts = (NativeString*)NativeMethods.VectorData(vector);
        var validity = NativeMethods.VectorValidity(vector);
        Span<byte> result = stackalloc byte[maxBytes];
        fixed (byte* first = result)
        {
            for (var row = 0; row < rows; row++)
            {
                if (CallNulls.Has(validity, row))
                {
                    CallNulls.Set(output, row);
                    continue;
                }

                var text = texts + row;
                var length = function(new ReadOnlySpan<byte>(text->Length <= NativeString.InlineCapacity ? text->Inlined : text->Pointer, (int)text->Length), result);
                NativeMethods.AssignString(output, (ulong)row, first, (ulong)length);
            }
        }
    }
}
