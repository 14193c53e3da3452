using MeshStarter.Policy;

namespace MeshStarter.Governance.Policies;

/// <summary>The bundle as it is served: its text, with a tag for each text; and its rules, by which governance itself decides.</summary>
internal sealed record BundleFile(byte[] Yaml, PolicyBundle Rules, string Tag);
