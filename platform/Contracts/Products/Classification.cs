namespace MeshStarter.Contracts.Products;

/// <summary>The circles that a product's data may travel in, from the widest to the narrowest. On the wire in lower case.</summary>
public enum Classification
{
    /// <summary>May be known to anyone.</summary>
    Public,

    /// <summary>For everyone in the company.</summary>
    Internal,

    /// <summary>For those whom policy names.</summary>
    Confidential,

    /// <summary>For the owning domain.</summary>
    Restricted,
}
