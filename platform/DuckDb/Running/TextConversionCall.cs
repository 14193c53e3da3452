using System.Buffers;
using MeshStarter.DuckDb.Native;

namespace MeshStarter.DuckDb.Running;

/// <summary>Runs a function of a text, with results of any length, over a vector of the engine. NULL stays NULL.</summary>
internal sealed unsafe class TextConversionCall(TextConversion function) : IScalarCall
{
    public void Run(nint input, nint output)
    {
        var rows = (int)NativeMethods.CallSize(input);
        var vector = NativeMethods.CallVector(input, 0);
        var texts = (NativeString*)NativeMethods.VectorData(vector);
        var validity = NativeMethods.VectorValidity(vector);
        var result = new ArrayBufferWriter<byte>();
        for (var row = 0; row < rows; row++)
        {
            if (CallNulls.Has(validity, row))
            {
                CallNulls.Set(output, row);
                continue;
            }

            var text = texts + row;
            result.ResetWrittenCount();
            function(new ReadOnlySpan<byte>(text->Length <= NativeString.InlineCapacity ? text->Inlined : text->Pointer, (int)text->Length), result);
            fixed (byte* first = result.WrittenSpan)
            {
                NativeMethods.AssignString(output, (ulong)row, first, (ulong)result.WrittenCount);
            }
        }
    }
}
