using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers of 32 bits.</summary>
internal sealed class RealValues : FloatingNumberValues<float>
{
    protected override string Wanted => "a REAL number";

    protected override void WriteNumber(float value, Utf8JsonWriter json) => json.WriteNumberValue(value);
}
