namespace MeshStarter.WholeMesh;

/// <summary>One figure beside its goal.</summary>
internal sealed record Measure(string Name, double Value, string Unit, double Goal)
{
    public bool Holds => Value <= Goal;

    public override string ToString() => $"{(Holds ? "ok  " : "OVER")}  {Name,-58} {Value,8:0.0} {Unit,-3}  (goal ≤ {Goal:0.#} {Unit})";
}
