using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers of 64 bits.</summary>
internal sealed class DoubleValues : FloatingNumberValues<double>
{
    protected override string Wanted => "a DOUBLE number";

    protected override void WriteNumber(double value, Utf8JsonWriter json) => json.WriteNumberValue(value);
}
