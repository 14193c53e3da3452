using System.Text.Json.Serialization;

namespace MeshStarter.Governance.Identity;

/// <summary>What <c>GET /dev/personas</c> answers: always all of them, in the mesh's shape of a list.</summary>
internal sealed record PersonaPage(
    IReadOnlyList<Persona> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
