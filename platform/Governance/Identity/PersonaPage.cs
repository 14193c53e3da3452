using System.Text.Json.Serialization;

namespace MeshStarter.Governance.Identity;

/// <summary>Response of <c>GET /dev/personas</c>: all personas, in the mesh's list format.</summary>
internal sealed record PersonaPage(
    IReadOnlyList<Persona> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
