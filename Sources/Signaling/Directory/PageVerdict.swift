/// Whether the call page may be shown.
package enum PageVerdict: Hashable, Sendable {
    case allowed(PageEntry)
    /// Audited already.
    case refused(EntryRefusal)
}
