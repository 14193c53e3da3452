namespace MeshStarter.Sdk;

/// <summary>The domain whose service this is; its name is the audience of the tokens it takes (<c>Mesh:Identity:Audience</c>).</summary>
internal sealed record OwnDomain(string Name);
