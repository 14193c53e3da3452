namespace MeshStarter.Contracts.Policies;

/// <summary>The readers that an effect of changed rules is about. On the wire in lower case.</summary>
public enum PolicyEffectSubject
{
    /// <summary>A class of principals, such as all of one role.</summary>
    Class,

    /// <summary>Someone with a grant.</summary>
    Grant,

    /// <summary>A service with a subscription.</summary>
    Subscription,

    /// <summary>Someone whose queries have read the product.</summary>
    Query,
}
