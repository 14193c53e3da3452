namespace MeshStarter.Policy.Masks;

/// <summary>The kind of a text, for <see cref="PartialFormMask"/>. In bundles: <c>email</c>, <c>phone</c>, …</summary>
public enum PartialForm
{
    /// <summary>An e-mail address: its first character and its domain stay.</summary>
    Email,

    /// <summary>A telephone number: the last four digits of at least eight stay.</summary>
    Phone,

    /// <summary>The number of a payment card: the last four of 12 to 19 digits stay.</summary>
    Card,

    /// <summary>A postcode: the first three of at least six letters and digits stay, the first two of four or five.</summary>
    Postcode,
}
