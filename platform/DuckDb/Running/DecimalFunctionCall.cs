using System.Runtime.InteropServices;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Running;

/// <summary>Runs a function of two decimals or whole numbers over vectors of the engine. NULL stays NULL.</summary>
internal sealed unsafe class DecimalFunctionCall(DecimalFunction function) : IScalarCall
{
    public void Run(nint input, nint output)
    {
        var rows = (int)NativeMethods.CallSize(input);
        var (left, right) = (new Numbers(NativeMethods.CallVector(input, 0)), new Numbers(NativeMethods.CallVector(input, 1)));
        var results = (Int128*)NativeMethods.VectorData(output);
        for (var row = 0; row < rows; row++)
        {
            if (left.IsNull(row) || right.IsNull(row))
            {
                CallNulls.Set(output, row);
                continue;
            }

            results[row] = function(left.At(row), right.At(row));
        }
    }

    /// <summary>A vector of numbers of a fixed scale.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Numbers
    {
        private readonly byte* _data;
        private readonly ulong* _validity;
        private readonly int _size;
        private readonly int _scale;

        internal Numbers(nint vector)
        {
            using var native = new LogicalTypeHandle(NativeMethods.CallVectorType(vector));
            var type = DuckDbTypeReader.Read(native);
            _data = NativeMethods.VectorData(vector);
            _validity = NativeMethods.VectorValidity(vector);
            _scale = type.Scale;
            _size = type.Id is DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.BigInt or DuckDbTypeId.HugeInt or DuckDbTypeId.Decimal ? type.StorageSize : 0;
        }

        internal bool IsNull(int row) => CallNulls.Has(_validity, row);

        internal DuckDbDecimal At(int row) => new(
            _size switch
            {
                sizeof(sbyte) => ((sbyte*)_data)[row],
                sizeof(short) => ((short*)_data)[row],
                sizeof(int) => ((int*)_data)[row],
                sizeof(long) => ((long*)_data)[row],
                0 => throw new InvalidCastException("The value is no decimal and no whole number."),
                _ => ((Int128*)_data)[row],
            },
            _scale);
    }
}
