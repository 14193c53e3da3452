namespace MeshStarter.Policy.Decisions;

/// <summary>An action on a product. In bundles and JSON: <c>discover</c>, <c>read_raw</c>, …</summary>
public enum PolicyAction
{
    /// <summary>See that it exists and what it promises.</summary>
    Discover,

    /// <summary>Read its rows, masked and filtered as the decision demands.</summary>
    Read,

    /// <summary>Take its files as they are: permitted only where reading has no obligations.</summary>
    ReadRaw,

    /// <summary>Register its descriptor and publish its snapshots.</summary>
    Register,

    /// <summary>See and steer how it runs.</summary>
    Operate,

    /// <summary>See who read it and what was decided.</summary>
    Audit,
}
