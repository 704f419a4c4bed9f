using System.ComponentModel.DataAnnotations;

namespace Rathaus.Cases;

/// <summary>Settings of the section <c>Cases</c>.</summary>
public sealed class CasesOptions
{
    /// <summary>Days after the last save until a draft of an account is deleted. Default 180.</summary>
    [Range(1, 3650)]
    public int DraftDays { get; set; } = 180;

    /// <summary>Days after the last save until a draft without an account is deleted. Default 30.</summary>
    [Range(1, 3650)]
    public int AnonymousDraftDays { get; set; } = 30;

    /// <summary>Days to pay a fee that is due before the decision. Default 14.</summary>
    [Range(1, 365)]
    public int PaymentDays { get; set; } = 14;

    /// <summary>Days an applicant gets to correct answers when the clerk names none. Default 14.</summary>
    [Range(1, 365)]
    public int CorrectionDays { get; set; } = 14;

    /// <summary>Days for other people to confirm a joint application. Default 28.</summary>
    [Range(2, 365)]
    public int SigningDays { get; set; } = 28;

    /// <summary>Days before the last one on which everybody missing is reminded. Default 7.</summary>
    [Range(1, 364)]
    public int SigningReminderDays { get; set; } = 7;

    /// <summary>Submissions that may wait for their commit before new ones are told to come back. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int SubmissionQueue { get; set; } = 2000;

    /// <summary>Address under which documents are verified, as printed in QR codes; empty: <c>/verify</c> of this house.</summary>
    public string PublicUrl { get; set; } = "";
}
