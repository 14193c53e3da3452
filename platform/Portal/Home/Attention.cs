namespace MeshStarter.Portal.Home;

/// <summary>A matter that waits for the reader.</summary>
/// <param name="State">The class of its state.</param>
/// <param name="Label">The state in a word.</param>
/// <param name="Text">The matter, as a sentence.</param>
/// <param name="Address">The page on which it is handled.</param>
/// <param name="Action">The text of the link there.</param>
internal sealed record Attention(string State, string Label, string Text, string Address, string Action);
